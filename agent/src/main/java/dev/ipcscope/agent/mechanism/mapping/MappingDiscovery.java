package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files that processes share: those they have mapped, and all in {@code /dev/shm}. */
final class MappingDiscovery {

    private static final Path SHM = Path.of("/dev/shm");

    private MappingDiscovery() {}

    static List<Endpoint> discover() throws IOException {
        Map<String, TreeMap<Long, Boolean>> writes = new TreeMap<>();
        ProcMaps.shared()
                .forEach((pid, lines) -> lines.stream()
                        .filter(MapsLine::isNamedFile)
                        .forEach(line -> writes.computeIfAbsent(line.path(), path -> new TreeMap<>())
                                .merge(pid, line.writable(), Boolean::logicalOr)));
        for (String file : sharedMemoryFiles()) {
            writes.computeIfAbsent(file, path -> new TreeMap<>());
        }
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new HashMap<>();
        List<Endpoint> found = new ArrayList<>();
        writes.forEach((path, holders) -> found.add(new Endpoint(
                MappingMechanism.ID,
                path,
                path.startsWith(SHM + "/") ? "shared memory" : "mapped file",
                holders.entrySet().stream()
                        .map(holder -> new Endpoint.Holder(
                                described.computeIfAbsent(holder.getKey(), lookup::describe),
                                holder.getValue() ? "writer" : "reader"))
                        .toList(),
                new TapSpec(MappingMechanism.ID, path, null, Map.of()).toString(),
                "",
                Map.of())));
        return found;
    }

    private static List<String> sharedMemoryFiles() throws IOException {
        if (!Files.isDirectory(SHM)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(SHM)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(Path::toString)
                    .toList();
        }
    }
}
