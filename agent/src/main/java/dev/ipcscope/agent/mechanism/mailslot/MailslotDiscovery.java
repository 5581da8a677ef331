package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.DeviceDirectory;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.MailslotState;
import dev.ipcscope.agent.win32.ObjectOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The mailslots of this machine: names from the system's directory, the rest from the handles of processes. */
final class MailslotDiscovery {

    private MailslotDiscovery() {}

    static List<Endpoint> discover() throws IOException {
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new LinkedHashMap<>();
        try (ObjectOwner owner = new ObjectOwner()) {
            return endpoints(
                    DeviceDirectory.list(DeviceDirectory.MAILSLOTS).stream()
                            .map(DeviceDirectory.Entry::name)
                            .toList(),
                    HandleScan.of(Kind.MAILSLOT).objects(),
                    pid -> described.computeIfAbsent(pid, lookup::describe),
                    owner::of);
        }
    }

    /** One for each name, in alphabetical order. */
    static List<Endpoint> endpoints(
            List<String> names,
            List<HeldObject> held,
            Function<Long, ProcessInfo> processes,
            Function<HeldObject, @Nullable String> owner) {
        Map<String, List<HeldObject>> byKey = new TreeMap<>();
        Map<String, String> spelled = new LinkedHashMap<>();
        for (String name : names) {
            String whole = KernelName.mailslot(name);
            spelled.putIfAbsent(KernelName.key(whole), whole);
            byKey.computeIfAbsent(KernelName.key(whole), key -> new ArrayList<>());
        }
        for (HeldObject object : held) {
            String key = KernelName.key(object.name());
            spelled.putIfAbsent(key, object.name());
            byKey.computeIfAbsent(key, same -> new ArrayList<>()).add(object);
        }
        List<Endpoint> endpoints = new ArrayList<>();
        byKey.forEach(
                (key, objects) -> endpoints.add(endpoint(spelled.getOrDefault(key, key), objects, processes, owner)));
        return endpoints;
    }

    private static Endpoint endpoint(
            String name,
            List<HeldObject> held,
            Function<Long, ProcessInfo> processes,
            Function<HeldObject, @Nullable String> owner) {
        Map<String, Object> facts = new LinkedHashMap<>();
        held.stream()
                .filter(object -> object.mailslot() != null)
                .findFirst()
                .ifPresent(reader -> describe(reader, owner, facts));
        List<Holder> holders = held.stream()
                .map(object ->
                        new Holder(processes.apply(object.pid()), object.mailslot() == null ? "writer" : "reader"))
                .distinct()
                .toList();
        String spec = new TapSpec("mailslot", name + ".tap", name, Map.of()).toString();
        return new Endpoint("mailslot", name, "messages", holders, spec, "", facts);
    }

    private static void describe(
            HeldObject reader, Function<HeldObject, @Nullable String> owner, Map<String, Object> facts) {
        MailslotState state = reader.mailslot();
        if (state != null && state.maxMessage() > 0) {
            facts.put("max message", state.maxMessage());
        }
        if (state != null && state.messages() > 0) {
            facts.put("queued", state.messages());
        }
        String user = owner.apply(reader);
        if (user != null) {
            facts.put("owner", user);
        }
    }
}
