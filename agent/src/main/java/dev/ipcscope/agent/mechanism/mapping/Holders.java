package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the processes that have a memory open and names them to the conversation: all of them in an event whenever that
 * changes, and as its ends the only one that may write (server) and the only one that may just read (client). Where
 * there are several of a kind, none of them is an end, since nobody could say which of them wrote. Looks beside the
 * snapshots, ever more rarely, since a look reads a file of each process; soon again when one of them has ended, as
 * another may have the memory then.
 */
final class Holders implements AutoCloseable {

    private static final Duration FIRST_REST = Duration.ofMillis(500);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);
    private static final int MAX = 200;

    /** The ends of so many processes are awaited, since each takes a thread. */
    private static final int MOST_AWAITED = 16;

    private final Subject subject;
    private final ConversationLog log;
    private final long firstRest; // milliseconds, as the other one
    private final long longestRest;
    private final Semaphore wake = new Semaphore(0);
    private final Set<Long> awaited = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private @Nullable List<Holder> known;

    private Holders(Subject subject, ConversationLog log, Duration firstRest, Duration longestRest) {
        this.subject = subject;
        this.log = log;
        this.firstRest = firstRest.toMillis();
        this.longestRest = longestRest.toMillis();
    }

    static Holders watch(Subject subject, ConversationLog log) {
        return watch(subject, log, FIRST_REST, LONGEST_REST);
    }

    static Holders watch(Subject subject, ConversationLog log, Duration firstRest, Duration longestRest) {
        Holders holders = new Holders(subject, log, firstRest, longestRest);
        Thread thread = new Thread(holders::run, "mapping processes " + subject.name());
        thread.setDaemon(true);
        thread.start();
        return holders;
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
    }

    /** The memory has become another one: looks at once, and often for a while. Any thread. */
    void lookSoon() {
        wake.release();
    }

    private void run() {
        long rest = firstRest;
        try {
            while (!closed) {
                look(Duration.ofMillis(rest));
                rest = Math.min(rest * 2, longestRest);
                if (wake.tryAcquire(rest, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                    rest = firstRest;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Duration interval) {
        try {
            List<Holder> found = subject.holders(interval);
            if (found != null) {
                found.forEach(holder -> awaitEnd(holder.pid()));
                tell(found.stream()
                        .sorted(Comparator.comparingLong(Holder::pid))
                        .limit(MAX)
                        .toList());
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // the memory has gone, or this system has no such view: unknown stays unknown
        }
    }

    private void awaitEnd(long pid) {
        if (awaited.size() < MOST_AWAITED && awaited.add(pid)) {
            ProcessHandle.of(pid)
                    .ifPresent(process -> process.onExit().thenRun(() -> {
                        awaited.remove(pid);
                        wake.release();
                    }));
        }
    }

    private void tell(List<Holder> found) {
        if (found.equals(known)) {
            return;
        }
        boolean none = known == null && found.isEmpty();
        known = found;
        if (none || closed) {
            return;
        }
        Map<Holder, ProcessInfo> described = new LinkedHashMap<>();
        for (Holder holder : found) {
            described.put(holder, ProcessLookup.ofThisMachine().describe(holder.pid()));
        }
        if (!found.isEmpty()) { // else those that had it last are still who it was
            log.processes(end(described, false), end(described, true));
        }
        log.record(
                Kind.EVENT,
                Direction.NONE,
                ConversationLog.now(),
                0,
                null,
                Details.of(Map.of(
                        SnapshotWords.HOLDERS,
                        described.entrySet().stream()
                                .map(entry -> attributes(entry.getKey(), entry.getValue()))
                                .toList())));
    }

    private static Map<String, Object> attributes(Holder holder, ProcessInfo process) {
        String name = process.name();
        return Map.of(
                "pid", holder.pid(), "name", name == null ? "" : name, "access", holder.writes() ? "write" : "read");
    }

    private static ProcessInfo end(Map<Holder, ProcessInfo> described, boolean writes) {
        Holder only = only(List.copyOf(described.keySet()), writes);
        return only == null ? ProcessInfo.UNKNOWN : described.getOrDefault(only, ProcessInfo.UNKNOWN);
    }

    /** The only one of its kind; null when there is none or more than one. */
    static @Nullable Holder only(List<Holder> holders, boolean writes) {
        List<Holder> ofThatKind =
                holders.stream().filter(holder -> holder.writes() == writes).toList();
        return ofThatKind.size() == 1 ? ofThatKind.get(0) : null;
    }
}
