package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.win32.ForeignProcess;
import dev.ipcscope.agent.win32.ForeignProcess.Look;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.Win32Exception;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server's ends of a pipe, in whichever process they are but ours. They are found by the handle scan, which takes
 * some tenths of a second, and then looked at one by one, which doesn't. One thread.
 */
final class ServerEnds implements AutoCloseable {

    private static final long PAUSE_NANOS = 200_000_000;

    /** A search may take at most one part in so many of the time. */
    private static final int SHARE = 5;

    private final String name;
    private final long self;
    private final Map<Long, ForeignProcess> processes = new HashMap<>();
    private List<End> ends = List.of();
    private String trouble = "";
    private @Nullable FutureTask<HandleScan> search;
    private long lastSearch;
    private long pause = PAUSE_NANOS;

    /** One end: the process that holds it and the handle there. */
    record End(ForeignProcess process, long handle) {}

    /**
     * What a look told.
     *
     * @param ends how those are doing that answered
     * @param gone those that are closed
     */
    record Sight(Map<End, Look> ends, Set<End> gone, long self) {

        boolean someoneListens() {
            return listening() > 0;
        }

        /** How many listen. */
        int listening() {
            return (int) ends.values().stream()
                    .filter(look -> look.state().phase() == PipeState.Phase.LISTENING)
                    .count();
        }

        /** Those whose client is this process. */
        Set<End> connectedToUs() {
            return connected(pid -> pid == self).keySet();
        }

        /** Those whose client is another process than this one. */
        Map<End, Look> connectedToOthers() {
            return connected(pid -> pid != self && pid != 0);
        }

        private Map<End, Look> connected(LongPredicate client) {
            return ends.entrySet().stream()
                    .filter(end -> end.getValue().state().phase() == PipeState.Phase.CONNECTED)
                    .filter(end -> client.test(end.getValue().clientPid()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        /** Those of which it is known how they are, also that they are closed. */
        Set<End> told() {
            Set<End> told = new HashSet<>(ends.keySet());
            told.addAll(gone);
            return told;
        }
    }

    /**
     * None is known yet.
     *
     * @param self the number of our own process, whose ends don't count
     */
    ServerEnds(String name, long self) {
        this.name = name;
        this.self = self;
    }

    /** Has them found anew by another thread, unless that is being done or was done a moment ago. */
    void find() {
        long now = System.nanoTime();
        if (search == null && (lastSearch == 0 || now - lastSearch > pause)) {
            lastSearch = now;
            search = new FutureTask<>(() -> HandleScan.of(HeldObject.Kind.PIPE));
            RelayThreads.start("pipe handles", search);
        }
    }

    /** Takes what has been found meanwhile; false when there is nothing new. */
    boolean update() {
        FutureTask<HandleScan> done = search;
        if (done == null || !done.isDone()) {
            return false;
        }
        search = null;
        pause = Math.max(PAUSE_NANOS, SHARE * (System.nanoTime() - lastSearch));
        try {
            trouble = "";
            accept(done.get());
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            trouble = String.valueOf(cause == null ? e : cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void accept(HandleScan scan) {
        List<End> found = new ArrayList<>();
        for (HeldObject held : scan.named(HeldObject.Kind.PIPE, name)) {
            PipeState state = held.pipe();
            ForeignProcess process = state != null && state.server() && held.pid() != self ? process(held.pid()) : null;
            if (process != null) {
                found.add(new End(process, held.handle()));
            }
        }
        ends = found;
        Set<Long> holders = found.stream().map(end -> end.process().pid()).collect(Collectors.toSet());
        processes.entrySet().removeIf(entry -> {
            if (holders.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().close();
            return true;
        });
    }

    private @Nullable ForeignProcess process(long pid) {
        ForeignProcess known = processes.get(pid);
        if (known != null) {
            return known;
        }
        try {
            ForeignProcess opened = ForeignProcess.open(pid);
            processes.put(pid, opened);
            return opened;
        } catch (Win32Exception e) {
            trouble = String.valueOf(e.getMessage());
            return null;
        }
    }

    /** Looks at these. */
    Sight look(Collection<End> these) {
        Map<End, Look> seen = new HashMap<>();
        Set<End> gone = these.stream()
                .filter(end -> !processes.containsValue(end.process()))
                .collect(Collectors.toCollection(HashSet::new));
        Map<ForeignProcess, List<Long>> handles = these.stream()
                .filter(end -> !gone.contains(end))
                .collect(Collectors.groupingBy(End::process, Collectors.mapping(End::handle, Collectors.toList())));
        handles.forEach((process, list) -> process.look(list).forEach((handle, look) -> {
            End end = new End(process, handle);
            if (look.isPresent() && look.get().state().server()) {
                seen.put(end, look.get());
            } else {
                gone.add(end);
            }
        }));
        return new Sight(seen, gone, self);
    }

    /** True when their processes were known and all have ended. */
    boolean haveEnded() {
        return !processes.isEmpty() && processes.values().stream().allMatch(ForeignProcess::hasEnded);
    }

    /** Those that are known. */
    List<End> known() {
        return ends;
    }

    /** Why some can't be seen, or empty. */
    String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        processes.values().forEach(ForeignProcess::close);
        processes.clear();
        ends = List.of();
    }
}
