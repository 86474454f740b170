package opsctl.test;

import io.netty.handler.codec.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.elasticsearch.ElasticsearchSecurityException;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.network.NetworkService;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.common.ssl.PemKeyConfig;
import org.elasticsearch.common.ssl.SslClientAuthenticationMode;
import org.elasticsearch.common.ssl.SslConfiguration;
import org.elasticsearch.common.ssl.SslVerificationMode;
import org.elasticsearch.common.ssl.TrustEverythingConfig;
import org.elasticsearch.common.util.BigArrays;
import org.elasticsearch.common.util.PageCacheRecycler;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.http.HttpPreRequest;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.http.netty4.Netty4HttpServerTransport;
import org.elasticsearch.http.netty4.internal.HttpValidator;
import org.elasticsearch.index.mapper.Mapper;
import org.elasticsearch.index.mapper.TextFieldMapper;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.telemetry.tracing.Tracer;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.netty4.Netty4Plugin;
import org.elasticsearch.transport.netty4.SharedGroupFactory;
import org.elasticsearch.transport.netty4.TLSConfig;
import org.elasticsearch.xcontent.NamedXContentRegistry;

/**
 * Elasticsearch's HTTP server with the TLS and the password check that the settings of its security ask for, and the few
 * REST calls that its modules would bring. What is answered here is the tests', not Elasticsearch's.
 */
public class TestPlugin extends Netty4Plugin implements ActionPlugin, MapperPlugin {
    private static final String NAME = "netty4-test";
    private final Settings settings;
    private final Path config;
    private ClusterService cluster;
    private IndexNameExpressionResolver resolver;

    public TestPlugin(Settings settings, Path config) {
        this.settings = settings;
        this.config = config;
    }

    /** Settings of plugins that are missing here are accepted, and do nothing but what this class makes of them. */
    @Override
    public List<Setting<?>> getSettings() {
        List<Setting<?>> all = new ArrayList<>(super.getSettings());
        for (String prefix : List.of("xpack.", "ingest.geoip.", "indices.lifecycle.", "slm.")) {
            all.add(Setting.groupSetting(prefix, Setting.Property.NodeScope, Setting.Property.Dynamic));
        }
        all.add(Setting.simpleString("data_streams.lifecycle.poll_interval", Setting.Property.NodeScope, Setting.Property.Dynamic));
        return all;
    }

    @Override
    public Settings additionalSettings() {
        return Settings.builder().put(super.additionalSettings()).put("http.type.default", NAME).build();
    }

    /** The type of a module that is not here, answered by the one that it is a smaller kind of. */
    @Override
    public Map<String, Mapper.TypeParser> getMappers() {
        return Map.of("match_only_text", TextFieldMapper.PARSER);
    }

    @Override
    public Collection<?> createComponents(PluginServices services) {
        cluster = services.clusterService();
        resolver = services.indexNameExpressionResolver();
        return List.of();
    }

    @Override
    public Collection<RestHandler> getRestHandlers(
        Settings settings, NamedWriteableRegistry writeables, RestController controller, ClusterSettings clusterSettings,
        IndexScopedSettings indexSettings, SettingsFilter filter, IndexNameExpressionResolver resolver,
        Supplier<DiscoveryNodes> nodes, Predicate<NodeFeature> features
    ) {
        FileRealm realm = isOn("xpack.security.enabled") ? new FileRealm(config) : null;
        return TestRoutes.all(cluster, this.resolver, realm, new FileRoles(config));
    }

    @Override
    public Map<String, Supplier<HttpServerTransport>> getHttpTransports(
        Settings settings, ThreadPool threads, BigArrays arrays, PageCacheRecycler pages, CircuitBreakerService breakers,
        NamedXContentRegistry contents, NetworkService network, HttpServerTransport.Dispatcher dispatcher,
        BiConsumer<HttpPreRequest, ThreadContext> perRequest, ClusterSettings clusterSettings, Tracer tracer
    ) {
        return Map.of(NAME, () -> new Netty4HttpServerTransport(
            settings, network, threads, contents, dispatcher, clusterSettings, new SharedGroupFactory(settings), tracer,
            tls(), null, passwords()
        ) {
            @Override
            protected void populatePerRequestThreadContext(RestRequest request, ThreadContext context) {
                perRequest.accept(request.getHttpRequest(), context);
            }
        });
    }

    private boolean isOn(String name) {
        return settings.getAsBoolean(name, false);
    }

    private TLSConfig tls() {
        if (!isOn("xpack.security.http.ssl.enabled")) return TLSConfig.noTLS();
        PemKeyConfig key = new PemKeyConfig(
            settings.get("xpack.security.http.ssl.certificate"), settings.get("xpack.security.http.ssl.key"),
            new char[0], config);
        SslConfiguration ssl = new SslConfiguration(
            "xpack.security.http.ssl.", true, TrustEverythingConfig.TRUST_EVERYTHING, key, SslVerificationMode.NONE,
            SslClientAuthenticationMode.NONE, List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            List.of("TLSv1.3", "TLSv1.2"));
        SSLContext context = ssl.createSslContext();
        return new TLSConfig(ssl, (configuration, host, port) -> {
            var engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            return engine;
        });
    }

    private HttpValidator passwords() {
        if (!isOn("xpack.security.enabled")) return null;
        FileRealm realm = new FileRealm(config);
        return (HttpRequest request, io.netty.channel.Channel channel, org.elasticsearch.action.ActionListener<Void> done) -> {
            if (realm.user(request.headers().get("Authorization")) != null) {
                done.onResponse(null);
                return;
            }
            var refusal = new ElasticsearchSecurityException(
                "unable to authenticate user for REST request [" + request.uri() + "]", RestStatus.UNAUTHORIZED);
            refusal.addHeader("WWW-Authenticate", "Basic realm=\"security\", charset=\"UTF-8\"");
            done.onFailure(refusal);
        };
    }
}
