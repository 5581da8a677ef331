package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.ConversationLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Tells a client's command line where it can only be read from the process itself, which may not happen while that writes
 * (under Wine 8 it would end): when nothing has gone through for a while, or when it has hung up. Calls of
 * {@link #tellWhenQuiet} and what follows from it run on the thread of {@link Processes}.
 */
final class ClientCommand {

    private static final long QUIET_MS = 100;

    private final long pid;
    private final Processes processes;
    private final ConversationLog log;
    private volatile boolean asked;

    ClientCommand(long pid, Processes processes, ConversationLog log) {
        this.pid = pid;
        this.processes = processes;
        this.log = log;
    }

    /** @param carried bytes that have gone through so far */
    void tellWhenQuiet(LongSupplier carried) {
        lookAfter(-1, carried);
    }

    private void lookAfter(long before, LongSupplier carried) {
        processes.later(QUIET_MS, () -> {
            long now = carried.getAsLong();
            if (asked) {
                return;
            }
            if (now == before) {
                tellNow();
            } else {
                lookAfter(now, carried);
            }
        });
    }

    /** At once, once; the process is left as it is known when it has ended meanwhile. */
    Future<?> tellNow() {
        if (asked) {
            return CompletableFuture.completedFuture(null);
        }
        asked = true;
        return processes.describe(pid, info -> {
            if (info.command() != null) {
                log.processes(info, null);
            }
        });
    }
}
