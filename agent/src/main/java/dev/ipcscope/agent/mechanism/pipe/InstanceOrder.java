package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeClient.Met;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import org.jspecify.annotations.Nullable;

/**
 * In which order the system gives a pipe's instances to clients, as far as that was seen, and what follows from it. No
 * documentation tells. Where those that listen longest come first (Wine), the server's are behind ours:
 *
 * <pre>
 *   next client ─▶ ours  ours  ours  ours │ server's  ours  server's  ours
 *                     ▲ guard             │ began to listen since the last look
 * </pre>
 *
 * While the guard listens, clients meet ours; then nothing has to be done about the server's. Where the server's come first
 * nothing is ever safe, and they are met without opening ours. One thread.
 */
final class InstanceOrder {

    /** Ours that shall be in front of the server's, for the clients that come before the next round. */
    private static final int LEAST_AHEAD = 4;

    private static final int MOST_AHEAD = 16;

    private final PipeListeners listeners;
    private boolean oursFirst;
    private long lookedAt;
    private long looking;

    /** Of those that listen as seen by the last look, the first began to after this; 0 when none did. */
    private long pendingSince;

    private int expected;

    InstanceOrder(PipeListeners listeners) {
        this.listeners = listeners;
    }

    /** The instance of ours whose state tells whether clients will meet ours; null when there are too few for that. */
    @Nullable
    PipeEnd guard() {
        int ahead =
                Math.max(LEAST_AHEAD, Math.min(MOST_AHEAD, listeners.listening().size() / 2));
        return listeners.listening().older(ahead(), ahead - 1);
    }

    /** Whether clients meet ours first, by the guard's state. */
    boolean protects(PipeState.Phase guard) {
        return oursFirst && guard == PipeState.Phase.LISTENING;
    }

    /** A look at the server's ends begins. */
    void looking() {
        looking = listeners.listening().age();
    }

    /** So many were seen to listen. */
    void looked(int listening) {
        if (listening == 0) {
            pendingSince = 0;
        } else if (pendingSince == 0) {
            pendingSince = Math.max(1, lookedAt);
        }
        lookedAt = looking;
    }

    /** The server's shall be opened: has others listen in place of those of ours that it takes, and tells their number. */
    int prepare() {
        expected = oursFirst ? listeners.listening().older(ahead()) : 0;
        listeners.more(Math.min(expected, LEAST_AHEAD - (listeners.listening().size() - expected)));
        return expected;
    }

    /** What was opened. */
    void met(Met met) {
        if (met.ownFirst()) {
            oursFirst = true;
        } else if (expected > 0 && !met.others().isEmpty()) {
            oursFirst = false;
        }
        pendingSince = 0;
    }

    private long ahead() {
        return pendingSince == 0 ? lookedAt : pendingSince;
    }
}
