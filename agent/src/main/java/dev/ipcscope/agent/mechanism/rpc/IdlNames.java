package dev.ipcscope.agent.mechanism.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of an IDL file as they travel: as an attribute of a conversation's open message, since the file lies on the
 * agent's machine and is read there, while the server decodes.
 */
final class IdlNames {

    private static final String ATTRIBUTE = "interfaces";
    private static final int MAX_INTERFACES = 256;
    private static final int MAX_LETTERS = 100_000;

    private IdlNames() {}

    /**
     * As an attribute: for each interface its name, version, whether it is COM's, and its operations, by UUID.
     *
     * @throws IllegalArgumentException in words when there are more names than a message can tell
     */
    static Map<String, Object> attributes(List<RpcInterface> interfaces) {
        long letters = interfaces.stream()
                .mapToLong(one -> 60
                        + one.name().length()
                        + String.join("  ", one.operations()).length())
                .sum();
        if (interfaces.size() > MAX_INTERFACES || letters > MAX_LETTERS) {
            throw new IllegalArgumentException("it has more names than are told with each conversation: "
                    + interfaces.size() + " interfaces, " + letters + " letters; " + MAX_INTERFACES + " and "
                    + MAX_LETTERS + " are possible");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (RpcInterface one : interfaces) {
            List<Object> words = new ArrayList<>(
                    List.of(one.name(), one.major() + "." + one.minor(), one.object() ? "object" : "plain"));
            words.addAll(one.operations());
            all.put(one.uuid(), words);
        }
        return all.isEmpty() ? Map.of() : Map.of(ATTRIBUTE, all);
    }

    /** What an open message brought; what isn't of that form is passed over, since anybody can write a capture. */
    static List<RpcInterface> of(Map<String, Object> attributes) {
        List<RpcInterface> found = new ArrayList<>();
        if (attributes.get(ATTRIBUTE) instanceof Map<?, ?> all) {
            for (Map.Entry<?, ?> entry : all.entrySet()) {
                if (entry.getValue() instanceof List<?> words && words.size() >= 3 && found.size() < MAX_INTERFACES) {
                    found.add(one(String.valueOf(entry.getKey()), words));
                }
            }
        }
        return found;
    }

    private static RpcInterface one(String uuid, List<?> words) {
        String[] version = String.valueOf(words.get(1)).split("\\.");
        List<String> operations =
                words.subList(3, words.size()).stream().map(String::valueOf).toList();
        return new RpcInterface(
                uuid,
                number(version, 0),
                number(version, 1),
                String.valueOf(words.get(0)),
                words.get(2).equals("object"),
                operations);
    }

    private static int number(String[] parts, int which) {
        return which < parts.length && parts[which].matches("\\d{1,5}") ? Integer.parseInt(parts[which]) : 0;
    }
}
