package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An unseen window before all others on the desktop, so that a client that looks for a DDE server asks it first: windows
 * are asked in their order from the top (Microsoft, EnumWindows, "DdeConnect").
 */
public final class DdeFront implements AutoCloseable {

    /** The class of all such windows, also those of other agents. */
    public static final String CLASS = "ipcscope.dde.front";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final long self = ProcessHandle.current().pid();
    private final MessageLoop loop;
    private final Host host;
    private volatile @Nullable NativeWindow window;

    /** Is asked, on the loop's thread. */
    public interface Host {
        /**
         * A client looks for a server and waits until this returns.
         *
         * @param client its window
         * @param service the name that it asks for, empty for any
         * @param topic the same
         */
        void asked(long client, String service, String topic);
    }

    private DdeFront(MessageLoop loop, Host host) {
        this.loop = loop;
        this.host = host;
    }

    /** Makes one; clients find it when this returns. */
    public static DdeFront open(MessageLoop loop, Host host) throws IOException {
        DdeFront made = new DdeFront(loop, host);
        loop.call(made::make, LIMIT);
        return made;
    }

    private boolean make() throws IOException {
        NativeWindow made = NativeWindow.open(
                CLASS,
                "",
                DdeFunctions.WS_EX_TOPMOST | User32.WS_EX_TOOLWINDOW | User32.WS_EX_NOACTIVATE,
                User32.WS_POPUP,
                0,
                this::on);
        DdeWindow.admitLowerIntegrity(made.handle());
        window = made;
        goFirst();
        return true;
    }

    /** Goes before all windows again if one that isn't such a window, also of another agent, lies before it. On the loop's thread. */
    public void stayFirst() {
        NativeWindow present = window;
        if (present == null) {
            return;
        }
        for (TopWindow before : TopWindow.all()) {
            if (before.handle() == present.handle()) {
                return;
            }
            if (before.pid() != self && !before.windowClass().equals(CLASS)) {
                goFirst();
                return;
            }
        }
    }

    private void goFirst() {
        NativeWindow present = window;
        if (present != null) {
            User32.SetWindowPos(
                    present.handle(),
                    User32.HWND_TOPMOST,
                    0,
                    0,
                    0,
                    0,
                    User32.SWP_NOSIZE | User32.SWP_NOMOVE | User32.SWP_NOACTIVATE);
        }
    }

    private @Nullable Long on(long handle, int message, long wParam, long lParam) {
        if (message != DdeMessage.INITIATE) {
            return null;
        }
        host.asked(wParam, DdeMemory.name((int) lParam & 0xffff), DdeMemory.name((int) (lParam >>> 16) & 0xffff));
        return 0L;
    }

    /**
     * Asks a window whether it serves, as a client would. The answers come as messages to the asking window before this
     * returns.
     *
     * @param service its name, empty for any
     * @param topic the same
     * @return whether the window's program took the question in time
     */
    public static boolean ask(long window, DdeWindow asking, String service, String topic, Duration limit)
            throws IOException {
        int serviceAtom = DdeMemory.atom(service);
        int topicAtom = 0;
        try {
            topicAtom = DdeMemory.atom(topic);
            return DdeFunctions.SendMessageTimeoutW(
                            window,
                            DdeMessage.INITIATE,
                            asking.handle(),
                            serviceAtom | (long) topicAtom << 16,
                            DdeFunctions.SMTO_ABORTIFHUNG,
                            (int) limit.toMillis(),
                            null)
                    != 0;
        } finally {
            DdeMemory.release(serviceAtom);
            DdeMemory.release(topicAtom);
        }
    }

    /** Destroys it, later when this isn't the loop's thread. */
    @Override
    public void close() {
        NativeWindow present = window;
        if (present == null) {
            return;
        }
        if (loop.isCurrent()) {
            present.close();
        } else {
            try {
                loop.post(present::close);
            } catch (RejectedExecutionException e) {
                // the loop's end has destroyed it
            }
        }
    }
}
