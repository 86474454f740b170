package opsctl.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.XContentType;

/** Says what the files `roles.yml` and `users_roles` give to a user, for questions only: nothing is refused by them here. */
class FileRoles {
    private static final Map<String, Set<String>> IMPLIED_BY = Map.of(
        "create_doc", Set.of("create", "index", "write", "all"),
        "create", Set.of("write", "all"),
        "index", Set.of("write", "all"),
        "delete", Set.of("write", "all"),
        "delete_index", Set.of("manage", "all"),
        "monitor", Set.of("manage", "all"));
    private final Path config;

    FileRoles(Path config) {
        this.config = config;
    }

    boolean mayOnCluster(String user, String privilege) throws IOException {
        for (Map<?, ?> role : rolesOf(user)) if (grants(role.get("cluster"), privilege)) return true;
        return false;
    }

    boolean mayOnIndex(String user, String index, String privilege) throws IOException {
        for (Map<?, ?> role : rolesOf(user)) {
            if (!(role.get("indices") instanceof List<?> groups)) continue;
            for (Object entry : groups) {
                Map<?, ?> group = (Map<?, ?>) entry;
                if (covers(group.get("names"), index) && grants(group.get("privileges"), privilege)) return true;
            }
        }
        return false;
    }

    private static boolean covers(Object patterns, String index) {
        return ((List<?>) patterns).stream().anyMatch(pattern -> Regex.simpleMatch(String.valueOf(pattern), index));
    }

    private static boolean grants(Object privileges, String wanted) {
        if (!(privileges instanceof List<?> list)) return false;
        return list.contains(wanted) || list.contains("all")
            || IMPLIED_BY.getOrDefault(wanted, Set.of()).stream().anyMatch(list::contains);
    }

    private List<Map<?, ?>> rolesOf(String user) throws IOException {
        Map<String, Object> roles;
        try (InputStream file = Files.newInputStream(config.resolve("roles.yml"));
             var parser = XContentType.YAML.xContent().createParser(XContentParserConfiguration.EMPTY, file)) {
            roles = parser.map();
        }
        List<Map<?, ?>> given = new ArrayList<>();
        for (String line : Files.readAllLines(config.resolve("users_roles"))) {
            String[] pair = line.split(":", 2);
            if (pair.length < 2 || !List.of(pair[1].trim().split("\\s*,\\s*")).contains(user)) continue;
            if (roles.get(pair[0].trim()) instanceof Map<?, ?> role) given.add(role);
        }
        return given;
    }
}
