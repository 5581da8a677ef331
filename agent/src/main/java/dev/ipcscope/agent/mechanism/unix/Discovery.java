package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.tap.TapSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The sockets that can be talked to, with their processes. */
final class Discovery {
    private static final int WAIT_SECONDS = 1; // then the processes are unknown

    private Discovery() {}

    static List<Endpoint> endpoints(List<UnixTable.Row> table) {
        Map<String, UnixTable.Row> reachable = new LinkedHashMap<>();
        table.stream().filter(UnixTable.Row::reachable).forEach(row -> reachable.putIfAbsent(row.name(), row));
        Map<UnixTable.Row, CompletableFuture<ProcessInfo>> owners = new LinkedHashMap<>();
        for (UnixTable.Row row : reachable.values()) {
            CompletableFuture<ProcessInfo> owner = SocketOwners.ofThisMachine().inode(row::inode);
            owners.put(row, owner.completeOnTimeout(ProcessInfo.UNKNOWN, WAIT_SECONDS, TimeUnit.SECONDS));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        owners.forEach((row, owner) -> endpoints.add(endpoint(row, known(owner))));
        return endpoints;
    }

    private static ProcessInfo known(CompletableFuture<ProcessInfo> owner) {
        try {
            return owner.join();
        } catch (CompletionException e) {
            return ProcessInfo.UNKNOWN;
        }
    }

    static Endpoint endpoint(UnixTable.Row row, ProcessInfo owner) {
        String name = row.name();
        String kind = Target.word(row.type()) + (row.listening() ? " listening" : "");
        List<ProcessInfo> processes = owner.pid() == null ? List.of() : List.of(owner);
        if (name.charAt(0) != '/' && name.charAt(0) != '@') {
            return new Endpoint(
                    "unix", name, kind, processes, null, "its path is relative: give the absolute path of the socket");
        }
        TapSpec spec = new TapSpec("unix", name + ".tap", name, Map.of());
        return new Endpoint("unix", name, kind, processes, spec.toString(), "");
    }
}
