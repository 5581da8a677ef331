package dev.ipcscope.agent.win32;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Tells a message to all windows (HWND_BROADCAST) from one to a single window. The real window gets a broadcast by
 * itself, so the one that stands for it must not pass it on. A second window of ours lies above that one, so it gets each
 * broadcast first, and nobody sends it anything else. One thread.
 */
final class Broadcasts {

    private static final int MOST = 64;
    private static final long FORGET_NANOS = 10_000_000_000L;

    private final Deque<Seen> seen = new ArrayDeque<>();

    private record Seen(int message, long wParam, long lParam, boolean sent, long nanos) {
        boolean is(int otherMessage, long otherWParam, long otherLParam, boolean otherSent) {
            return message == otherMessage && wParam == otherWParam && lParam == otherLParam && sent == otherSent;
        }
    }

    /** The witness got a message. */
    void witnessed(int message, long wParam, long lParam, boolean sent, long nanos) {
        if (seen.size() >= MOST) {
            seen.removeFirst();
        }
        seen.addLast(new Seen(message, wParam, lParam, sent, nanos));
    }

    /** Whether this is a broadcast that the witness has got; each counts once. */
    boolean take(int message, long wParam, long lParam, boolean sent, long nanos) {
        for (Iterator<Seen> each = seen.iterator(); each.hasNext(); ) {
            Seen one = each.next();
            if (nanos - one.nanos > FORGET_NANOS) {
                each.remove();
            } else if (one.is(message, wParam, lParam, sent)) {
                each.remove();
                return true;
            }
        }
        return false;
    }
}
