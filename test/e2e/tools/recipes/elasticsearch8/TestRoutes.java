package opsctl.test;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.Build;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.DataStream;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.index.Index;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestRequest.Method;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** REST calls that live in modules of Elasticsearch which no registry has: answered from the state of the cluster. */
class TestRoutes {
    private interface Answer {
        void write(RestRequest request, Map<String, Object> body, XContentBuilder out) throws IOException;
    }

    static List<RestHandler> all(
        ClusterService cluster, IndexNameExpressionResolver resolver, FileRealm realm, FileRoles roles
    ) {
        return List.of(
            new Handler("test_main", List.of("/"), List.of(Method.GET, Method.HEAD),
                (request, body, out) -> main(cluster.state(), cluster, out)),
            new Handler("test_data_streams", List.of("/_data_stream", "/_data_stream/{name}"), List.of(Method.GET),
                (request, body, out) -> dataStreams(cluster.state(), resolver, request.param("name", "*"), out)),
            new Handler("test_authenticate", List.of("/_security/_authenticate"), List.of(Method.GET),
                (request, body, out) -> out.startObject()
                    .field("username", realm == null ? "_anonymous" : realm.user(request.header("Authorization")))
                    .endObject()),
            new Handler("test_license", List.of("/_license"), List.of(Method.GET),
                (request, body, out) -> license(cluster.state(), out)),
            new Handler("test_has_privileges", List.of("/_security/user/_has_privileges"), List.of(Method.GET, Method.POST),
                (request, body, out) -> hasPrivileges(request, body, realm, roles, out)));
    }

    private static void main(ClusterState state, ClusterService cluster, XContentBuilder out) throws IOException {
        out.startObject();
        out.field("name", cluster.getNodeName());
        out.field("cluster_name", cluster.getClusterName().value());
        out.field("cluster_uuid", state.metadata().clusterUUID());
        out.startObject("version");
        out.field("number", Build.current().qualifiedVersion());
        out.field("build_flavor", "default");
        out.field("build_type", "docker");
        out.field("build_hash", Build.current().hash());
        out.field("build_date", Build.current().date());
        out.field("build_snapshot", false);
        out.field("lucene_version", org.apache.lucene.util.Version.LATEST.toString());
        out.field("minimum_wire_compatibility_version", Build.current().minWireCompatVersion());
        out.field("minimum_index_compatibility_version", Build.current().minIndexCompatVersion());
        out.endObject();
        out.field("tagline", "You Know, for Search");
        out.endObject();
    }

    private static void license(ClusterState state, XContentBuilder out) throws IOException {
        out.startObject().startObject("license");
        out.field("status", "active").field("type", "basic").field("uid", state.metadata().clusterUUID());
        out.endObject().endObject();
    }

    private static void hasPrivileges(
        RestRequest request, Map<String, Object> asked, FileRealm realm, FileRoles roles, XContentBuilder out
    ) throws IOException {
        String user = realm == null ? "_anonymous" : realm.user(request.header("Authorization"));
        Map<String, Map<String, Boolean>> index = new TreeMap<>();
        Map<String, Boolean> cluster = new TreeMap<>();
        for (Object privilege : (List<?>) asked.getOrDefault("cluster", List.of())) {
            cluster.put(privilege.toString(), realm == null || roles.mayOnCluster(user, privilege.toString()));
        }
        for (Object entry : (List<?>) asked.getOrDefault("index", List.of())) {
            Map<?, ?> group = (Map<?, ?>) entry;
            for (Object name : (List<?>) group.get("names")) {
                Map<String, Boolean> rights = index.computeIfAbsent(name.toString(), key -> new TreeMap<>());
                for (Object privilege : (List<?>) group.get("privileges")) {
                    boolean has = realm == null || roles.mayOnIndex(user, name.toString(), privilege.toString());
                    rights.put(privilege.toString(), has);
                }
            }
        }
        boolean all = !cluster.containsValue(false)
            && index.values().stream().noneMatch(rights -> rights.containsValue(false));
        out.startObject();
        out.field("username", user);
        out.field("has_all_requested", all);
        out.field("cluster", cluster);
        out.field("index", index);
        out.startObject("application").endObject();
        out.endObject();
    }

    private static void dataStreams(
        ClusterState state, IndexNameExpressionResolver resolver, String names, XContentBuilder out
    ) throws IOException {
        var options = IndicesOptions.fromOptions(false, true, true, true, true, false, false, false);
        out.startObject();
        out.startArray("data_streams");
        for (String name : resolver.dataStreamNames(state, options, names.split(","))) {
            dataStream(state.metadata().dataStreams().get(name), state, out);
        }
        out.endArray();
        out.endObject();
    }

    private static void dataStream(DataStream stream, ClusterState state, XContentBuilder out) throws IOException {
        out.startObject();
        out.field("name", stream.getName());
        out.startObject("timestamp_field").field("name", "@timestamp").endObject();
        out.startArray("indices");
        for (Index index : stream.getIndices()) {
            out.startObject();
            out.field("index_name", index.getName());
            out.field("index_uuid", index.getUUID());
            out.field("managed_by", "Data stream lifecycle");
            out.endObject();
        }
        out.endArray();
        out.field("generation", stream.getGeneration());
        out.field("status", "GREEN");
        out.field("hidden", stream.isHidden());
        out.field("system", stream.isSystem());
        var lifecycle = stream.getDataLifecycle();
        if (lifecycle != null) {
            out.startObject("lifecycle").field("enabled", lifecycle.enabled());
            if (lifecycle.dataRetention() != null) out.field("data_retention", lifecycle.dataRetention().getStringRep());
            out.endObject();
        }
        out.endObject();
    }

    private static class Handler extends BaseRestHandler {
        private final String name;
        private final List<Route> routes;
        private final Answer answer;

        Handler(String name, List<String> paths, List<Method> methods, Answer answer) {
            this.name = name;
            this.routes = paths.stream().flatMap(path -> methods.stream().map(method -> new Route(method, path))).toList();
            this.answer = answer;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public List<Route> routes() {
            return routes;
        }

        @Override
        protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
            // Named here, or the request is refused for having a parameter that nobody read.
            request.param("name");
            request.param("expand_wildcards");
            request.param("include_defaults");
            request.param("human");
            Map<String, Object> body = new HashMap<>();
            if (request.hasContent()) {
                try (var parser = request.contentParser()) {
                    body.putAll(parser.map());
                }
            }
            return channel -> {
                XContentBuilder out = channel.newBuilder();
                answer.write(request, body, out);
                channel.sendResponse(new RestResponse(RestStatus.OK, out));
            };
        }
    }
}
