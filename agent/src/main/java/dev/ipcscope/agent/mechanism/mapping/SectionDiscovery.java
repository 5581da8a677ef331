package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.ObjectDirectory;
import dev.ipcscope.agent.win32.ObjectOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Named sections: all names of this session and the global ones, their owner, and the processes that hold them. */
final class SectionDiscovery {

    private SectionDiscovery() {}

    static List<Endpoint> discover() throws IOException {
        Map<String, List<HeldObject>> sections = new TreeMap<>();
        ObjectDirectory.named().forEach((name, type) -> {
            if (type.equals("Section")) {
                sections.put(name, new ArrayList<>());
            }
        });
        long self = ProcessHandle.current().pid();
        for (HeldObject held : HandleScan.of(HeldObject.Kind.SECTION).objects()) {
            boolean named = held.name().startsWith("Local\\") || held.name().startsWith("Global\\");
            if (named && held.pid() != self) {
                sections.computeIfAbsent(held.name(), name -> new ArrayList<>()).add(held);
            }
        }
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new HashMap<>();
        List<Endpoint> found = new ArrayList<>();
        try (ObjectOwner owners = new ObjectOwner()) {
            sections.forEach((name, handles) -> found.add(new Endpoint(
                    MappingMechanism.ID,
                    name,
                    "named mapping",
                    SectionSubject.holders(handles).stream()
                            .map(holder -> new Endpoint.Holder(
                                    described.computeIfAbsent(holder.pid(), lookup::describe),
                                    holder.writes() ? "writer" : "reader"))
                            .toList(),
                    new TapSpec(MappingMechanism.ID, name, null, Map.of()).toString(),
                    "",
                    facts(handles, owners))));
        }
        return found;
    }

    private static Map<String, Object> facts(List<HeldObject> handles, ObjectOwner owners) {
        String owner = handles.isEmpty() ? null : owners.of(handles.get(0));
        return owner == null ? Map.of() : Map.of("owner", owner);
    }
}
