package opsctl.test;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts a node of Elasticsearch in the order that its own start-up does, without the launcher. */
public class TestNode {
    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        Map<String, String> overrides = new HashMap<>();
        for (String arg : args) {
            // The launcher's -p and -q say nothing here.
            if (!arg.startsWith("-E")) continue;
            String[] pair = arg.substring(2).split("=", 2);
            overrides.put(pair[0], pair[1]);
        }
        Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
        Path config = Path.of(System.getProperty("es.path.conf"));
        Environment env = InternalSettingsPreparer.prepareEnvironment(
            home, overrides, config, () -> System.getenv().getOrDefault("HOSTNAME", "node"));
        LogConfigurator.configureWithoutConfig(env.settings());
        PluginsLoader loader = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(env.modulesDir()),
            PluginsLoader.loadPluginsBundles(env.pluginsDir()),
            Map.of(),
            false);
        Node node = new Node(env, loader);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.prepareForClose();
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
            stopped.countDown();
        }));
        node.start();
        stopped.await();
    }
}
