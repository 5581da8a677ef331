package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conversations of the processes that put something there. One thread but for {@link #open}. */
final class Owners {

    private static final int MOST = 500;
    private static final long UNKNOWN = 0;

    private final Recorder recorder;
    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();
    private final Map<Long, ConversationLog> logs = new LinkedHashMap<>(16, 0.75f, true);
    private volatile int open;

    Owners(Recorder recorder) {
        this.recorder = recorder;
    }

    /** How many are open. */
    int open() {
        return open;
    }

    /** That of a process, null for an unknown one. */
    ConversationLog of(@Nullable Long pid) {
        forgetEnded(pid);
        ConversationLog log = logs.computeIfAbsent(
                pid == null ? UNKNOWN : pid,
                key -> recorder.open(
                        null,
                        "clipboard",
                        key == UNKNOWN ? ProcessInfo.UNKNOWN : lookup.describe(key),
                        ProcessInfo.UNKNOWN,
                        Map.of()));
        open = logs.size();
        return log;
    }

    private void forgetEnded(@Nullable Long but) {
        for (Long pid : List.copyOf(logs.keySet())) {
            boolean alive = pid == UNKNOWN
                    || pid.equals(but)
                    || ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            if (!alive || logs.size() > MOST) {
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

    void closeAll() {
        List.copyOf(logs.keySet()).forEach(pid -> end(pid, "tap closed"));
        open = 0;
    }
}
