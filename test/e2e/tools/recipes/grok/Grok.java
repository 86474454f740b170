import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.grok.GrokBuiltinPatterns;
import org.elasticsearch.grok.PatternBank;

/** Answers each line of stdin, {patterns, ecs, extra, lines}, with one line: {captures: [map or null, ...]} or {error}. */
class Grok {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, org.elasticsearch.grok.Grok> COMPILED = new HashMap<>();

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> answer = new HashMap<>();
            try {
                answer.put("captures", answer(JSON.readValue(line, Map.class)));
            } catch (Exception | StackOverflowError error) {
                answer.put("error", String.valueOf(error.getMessage()));
            }
            out.println(JSON.writeValueAsString(answer));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> answer(Map<String, Object> question) {
        boolean ecs = Boolean.TRUE.equals(question.get("ecs"));
        Map<String, String> extra = (Map<String, String>) question.getOrDefault("extra", Map.of());
        List<org.elasticsearch.grok.Grok> groks = new ArrayList<>();
        // Every pattern is compiled, also those after the first match, so that none is broken unseen.
        for (String pattern : (List<String>) question.get("patterns")) groks.add(compile(pattern, ecs, extra));
        List<Object> captures = new ArrayList<>();
        for (String line : (List<String>) question.getOrDefault("lines", List.of())) captures.add(first(groks, line));
        return captures;
    }

    private static Object first(List<org.elasticsearch.grok.Grok> groks, String line) {
        for (org.elasticsearch.grok.Grok grok : groks) {
            Map<String, Object> captures = grok.captures(line);
            if (captures != null) return captures;
        }
        return null;
    }

    private static org.elasticsearch.grok.Grok compile(String pattern, boolean ecs, Map<String, String> extra) {
        return COMPILED.computeIfAbsent(ecs + "\0" + extra + "\0" + pattern, key -> {
            PatternBank bank = GrokBuiltinPatterns.get(ecs);
            List<String> warnings = new ArrayList<>();
            PatternBank all = extra.isEmpty() ? bank : bank.extendWith(extra);
            org.elasticsearch.grok.Grok grok = new org.elasticsearch.grok.Grok(all, pattern, warnings::add);
            if (!warnings.isEmpty()) throw new IllegalArgumentException(pattern + ": " + warnings);
            return grok;
        });
    }
}
