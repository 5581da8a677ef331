package dev.ipcscope.agent.mechanism.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Interfaces by UUID. Immutable. */
final class Interfaces {

    /** Those of interfaces.txt. */
    static final Interfaces WELL_KNOWN = load();

    private final Map<String, RpcInterface> byUuid;

    private Interfaces(Map<String, RpcInterface> byUuid) {
        this.byUuid = byUuid;
    }

    /** Of this UUID in whatever version, since a name says more than none; null when it isn't known. */
    @Nullable
    RpcInterface find(String uuid) {
        return byUuid.get(uuid);
    }

    /** All, in no order. */
    Collection<RpcInterface> all() {
        return byUuid.values();
    }

    /** These and more; what is added goes before what was there. */
    Interfaces with(List<RpcInterface> more) {
        Map<String, RpcInterface> both = new HashMap<>(byUuid);
        more.forEach(added -> both.put(added.uuid(), added));
        return new Interfaces(both);
    }

    private static Interfaces load() {
        try (InputStream in = Interfaces.class.getResourceAsStream("interfaces.txt")) {
            if (in == null) {
                throw new IllegalStateException("interfaces.txt is missing in ipcscope's jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Interfaces parse(String text) {
        Map<String, RpcInterface> all = new HashMap<>();
        String[] head = {};
        List<String> operations = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            String[] words = line.split("\\s+");
            if (words[0].equals("interface")) {
                put(head, operations, all);
                head = words;
                operations = new ArrayList<>(words.length > 4 ? RpcInterface.UNKNOWN : List.of());
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                for (String word : words) {
                    int many = word.startsWith("*") ? Integer.parseInt(word.substring(1)) : 1;
                    for (int i = 0; i < many; i++) {
                        operations.add(word.startsWith("*") ? RpcInterface.NO_OPERATION : word);
                    }
                }
            }
        }
        put(head, operations, all);
        return new Interfaces(all);
    }

    private static void put(String[] head, List<String> operations, Map<String, RpcInterface> to) {
        if (head.length < 4) {
            return;
        }
        String[] version = head[3].split("\\.");
        to.put(
                head[2],
                new RpcInterface(
                        head[2],
                        Integer.parseInt(version[0]),
                        Integer.parseInt(version[1]),
                        head[1],
                        head.length > 4,
                        operations));
    }
}
