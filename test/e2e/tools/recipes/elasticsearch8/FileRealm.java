package opsctl.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mindrot.jbcrypt.BCrypt;

/** Who may ask: the users of the file `users` in the config folder, as Elasticsearch's file realm reads them. No roles. */
class FileRealm {
    private final Path file;
    private FileTime readAt;
    private Map<String, String> hashes = Map.of();
    // A hash takes a tenth of a second on purpose: what was right once stays right until the file changes.
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    FileRealm(Path config) {
        this.file = config.resolve("users");
    }

    /** The user of an Authorization header, or null. */
    String user(String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) return null;
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) return null;
            String name = pair.substring(0, colon);
            String hash = read().get(name);
            // As in Elasticsearch, other prefixes of bcrypt are no hash at all.
            if (hash == null || !hash.startsWith("$2a$")) return null;
            if (known.contains(pair)) return name;
            if (!BCrypt.checkpw(pair.substring(colon + 1), hash)) return null;
            known.add(pair);
            return name;
        } catch (IOException | IllegalArgumentException error) {
            return null;
        }
    }

    private synchronized Map<String, String> read() throws IOException {
        FileTime changedAt = Files.getLastModifiedTime(file);
        if (changedAt.equals(readAt)) return hashes;
        Map<String, String> fresh = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (!line.startsWith("#") && colon > 0) fresh.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        known.clear();
        readAt = changedAt;
        hashes = fresh;
        return fresh;
    }
}
