package dev.ipcscope.agent.win32;

import org.jspecify.annotations.Nullable;

/**
 * A WM_COPYDATA that went on.
 *
 * @param to the window that it was sent to in the end
 * @param sent what came of it
 */
record Delivery(long to, Outgoing.Sent sent) {

    private boolean failed() {
        int error = sent.error();
        return sent.result() == 0
                && (error == Win32Exception.INVALID_WINDOW_HANDLE || error == Win32Exception.ACCESS_DENIED);
    }

    /** The way to a window, or to the one that its program has made in its place. */
    static final class Way {

        private final DesktopWindow real;
        private final int thread;
        private final FollowingLoop loop;

        Way(DesktopWindow real, FollowingLoop loop) {
            this.real = real;
            this.thread = threadOf(real.handle());
            this.loop = loop;
        }

        /**
         * Sends it, on the loop's thread.
         *
         * @param title by which the window is found
         */
        Delivery deliver(String title, long sender, long lParam) {
            Delivery first = to(real.handle(), sender, lParam);
            DesktopWindow next = first.failed() ? successor(title, first.sent.error()) : null;
            return next == null ? first : to(next.handle(), sender, lParam);
        }

        private Delivery to(long window, long sender, long lParam) {
            return new Delivery(window, loop.send(window, User32.WM_COPYDATA, sender, lParam));
        }

        /**
         * A program that closes its window and makes it anew is found by its senders at once, while the proxy stands for
         * the old window until that is noticed. What the old one had not taken yet when it was closed fails with "access
         * denied", as a call does in which its thread ends; a thread that has made a new window hasn't ended.
         */
        private @Nullable DesktopWindow successor(String title, int error) {
            if (real.exists()) {
                return null;
            }
            boolean mayHaveCome = error == Win32Exception.ACCESS_DENIED;
            return DesktopWindow.find(real.className(), title).stream()
                    .filter(window -> window.pid() == real.pid()
                            && window.messageOnly() == real.messageOnly()
                            && (!mayHaveCome || threadOf(window.handle()) == thread)
                            && !window.standsForAnother())
                    .findFirst()
                    .orElse(null);
        }

        private static int threadOf(long window) {
            return User32.GetWindowThreadProcessId(window, new int[1]);
        }
    }
}
