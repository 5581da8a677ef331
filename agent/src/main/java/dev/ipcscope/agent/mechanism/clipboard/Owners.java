package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversations of the processes that put something there. Any thread. */
final class Owners {

    private static final int MOST = 500;
    private static final long UNKNOWN = 0;

    private final Recorder recorder;
    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();
    private final Map<Long, ConversationLog> logs = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Long> described = new HashSet<>();
    private volatile int open;

    Owners(Recorder recorder) {
        this.recorder = recorder;
    }

    /** How many are open. */
    int open() {
        return open;
    }

    /** That of a process, null for an unknown one. */
    synchronized ConversationLog of(@Nullable Long pid) {
        ConversationLog log = logs.computeIfAbsent(
                pid == null ? UNKNOWN : pid,
                key -> recorder.open(
                        null,
                        "clipboard",
                        key == UNKNOWN ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(key),
                        ProcessInfo.UNKNOWN,
                        Map.of()));
        open = logs.size();
        return log;
    }

    /** Finds out who the owners are of whom only the number is known; that takes its time. One thread. */
    void describe() {
        for (Long pid : undescribed()) {
            ProcessInfo owner = lookup.describe(pid);
            synchronized (this) {
                described.add(pid);
                ConversationLog log = logs.get(pid);
                if (log != null) {
                    log.processes(owner, null);
                }
            }
        }
    }

    private synchronized List<Long> undescribed() {
        described.retainAll(logs.keySet());
        return logs.keySet().stream()
                .filter(pid -> pid != UNKNOWN && !described.contains(pid))
                .toList();
    }

    /** Ends the conversations of processes that have ended, but for those of which there is more to tell. */
    synchronized void forgetEnded(Set<ConversationLog> but) {
        for (Long pid : List.copyOf(logs.keySet())) {
            boolean alive = pid == UNKNOWN
                    || ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            if ((!alive || logs.size() > MOST) && !but.contains(logs.get(pid))) {
                end(pid, alive ? "silent for long" : "process ended");
            }
        }
    }

    private void end(Long pid, String how) {
        ConversationLog log = logs.remove(pid);
        if (log != null) {
            log.close(Details.of(Map.of("end", how)));
        }
    }

    synchronized void closeAll() {
        List.copyOf(logs.keySet()).forEach(pid -> end(pid, "tap closed"));
        open = 0;
    }
}
