package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.ObjectDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Named sections: all names of this session and the global ones, and the processes that hold them. */
final class SectionDiscovery {

    private SectionDiscovery() {}

    static List<Endpoint> discover() throws IOException {
        Map<String, TreeSet<Long>> processes = new TreeMap<>();
        ObjectDirectory.named().forEach((name, type) -> {
            if (type.equals("Section")) {
                processes.put(name, new TreeSet<>());
            }
        });
        long self = ProcessHandle.current().pid();
        for (HeldObject held : HandleScan.of(HeldObject.Kind.SECTION).objects()) {
            boolean named = held.name().startsWith("Local\\") || held.name().startsWith("Global\\");
            if (named && held.pid() != self) {
                processes.computeIfAbsent(held.name(), name -> new TreeSet<>()).add(held.pid());
            }
        }
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new HashMap<>();
        List<Endpoint> found = new ArrayList<>();
        processes.forEach((name, pids) -> found.add(new Endpoint(
                MappingMechanism.ID,
                name,
                "named mapping",
                pids.stream()
                        .map(pid -> described.computeIfAbsent(pid, lookup::describe))
                        .toList(),
                new TapSpec(MappingMechanism.ID, name, null, Map.of()).toString(),
                "")));
        return found;
    }
}
