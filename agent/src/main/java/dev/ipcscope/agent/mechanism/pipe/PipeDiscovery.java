package dev.ipcscope.agent.mechanism.pipe;

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
import dev.ipcscope.agent.win32.ObjectOwner;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.PipeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of this machine: names and numbers of instances from the system's directory, mode, direction, state and
 * processes from the handles of processes. Nothing connects to a pipe.
 */
final class PipeDiscovery {

    private PipeDiscovery() {}

    static List<Endpoint> discover() throws IOException {
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new LinkedHashMap<>();
        try (ObjectOwner owner = new ObjectOwner()) {
            return endpoints(
                    DeviceDirectory.list(DeviceDirectory.PIPES),
                    HandleScan.of(Kind.PIPE).objects(),
                    pid -> described.computeIfAbsent(pid, lookup::describe),
                    owner::of,
                    NetPipeLookup.addresses());
        }
    }

    /** What is known of one name. */
    private static final class Found {
        final String name;
        final List<HeldObject> held = new ArrayList<>();
        DeviceDirectory.@Nullable Entry entry;

        Found(String name) {
            this.name = name;
        }
    }

    /** One for each name, in alphabetical order. */
    static List<Endpoint> endpoints(
            List<DeviceDirectory.Entry> names,
            List<HeldObject> held,
            Function<Long, ProcessInfo> processes,
            Function<HeldObject, @Nullable String> owner,
            Map<String, String> addresses) {
        Map<String, Found> all = new TreeMap<>();
        for (DeviceDirectory.Entry entry : names) {
            String whole = KernelName.pipe(entry.name());
            all.computeIfAbsent(KernelName.key(whole), key -> new Found(whole)).entry = entry;
        }
        for (HeldObject object : held) {
            all.computeIfAbsent(KernelName.key(object.name()), key -> new Found(object.name()))
                    .held
                    .add(object);
        }
        return all.values().stream()
                .map(found -> endpoint(found, processes, owner, addresses.get(KernelName.key(found.name))))
                .toList();
    }

    private static Endpoint endpoint(
            Found found,
            Function<Long, ProcessInfo> processes,
            Function<HeldObject, @Nullable String> owner,
            @Nullable String address) {
        HeldObject one = found.held.stream()
                .filter(PipeDiscovery::isServer)
                .findFirst()
                .orElse(found.held.isEmpty() ? null : found.held.get(0));
        PipeState state = one == null ? null : one.pipe();
        Map<String, Object> facts = new LinkedHashMap<>();
        if (address != null) {
            facts.put("alias", address);
        }
        instances(found, state, facts);
        String user = one == null ? null : owner.apply(one);
        if (user != null) {
            facts.put("owner", user);
        }
        List<Holder> holders = found.held.stream()
                .map(object -> new Holder(processes.apply(object.pid()), end(object)))
                .distinct()
                .toList();
        String kind = state == null
                ? ""
                : (state.message() ? "message, " : "byte, ")
                        + state.access().name().toLowerCase(Locale.ROOT);
        return new Endpoint(
                "pipe",
                found.name,
                kind,
                holders,
                suggestion(found.name, address).toString(),
                "",
                facts);
    }

    /** Clients of an address can't be told another name: only a tap beside their server meets them. */
    private static TapSpec suggestion(String name, @Nullable String address) {
        return address != null && NetPipe.isUri(address)
                ? new TapSpec("pipe", address, null, Map.of())
                : new TapSpec("pipe", name + ".tap", name, Map.of());
    }

    private static void instances(Found found, @Nullable PipeState state, Map<String, Object> facts) {
        DeviceDirectory.Entry entry = found.entry;
        if (entry == null && state == null) {
            return;
        }
        facts.put("instances", entry == null ? Objects.requireNonNull(state).instances() : entry.instances());
        int max = entry == null ? Objects.requireNonNull(state).maxInstances() : entry.maxInstances();
        facts.put("max", max >= PipeShape.UNLIMITED ? "unlimited" : max);
        long listening = count(found, PipeState.Phase.LISTENING);
        if (state != null) {
            facts.put("listening", listening);
            int queued = found.held.stream()
                    .map(HeldObject::pipe)
                    .filter(Objects::nonNull)
                    .mapToInt(PipeState::readable)
                    .sum();
            if (queued > 0) {
                facts.put("queued", queued);
            }
        }
    }

    private static long count(Found found, PipeState.Phase phase) {
        return found.held.stream()
                .map(HeldObject::pipe)
                .filter(Objects::nonNull)
                .filter(pipe -> pipe.server() && pipe.phase() == phase)
                .count();
    }

    private static boolean isServer(HeldObject object) {
        return object.pipe() != null && object.pipe().server();
    }

    private static String end(HeldObject object) {
        return object.pipe() == null ? "" : object.pipe().server() ? "server" : "client";
    }
}
