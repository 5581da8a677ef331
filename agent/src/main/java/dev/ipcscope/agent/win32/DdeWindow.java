package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An unseen window that is one end of a DDE conversation, on a {@link MessageLoop}. Messages may be posted from any
 * thread; posting never waits for the program that gets them.
 *
 * <p>A window is of the kind of Unicode or of the ANSI kind: both partners look at that to know in which characters the
 * commands of an EXECUTE are written (Microsoft, WM_DDE_EXECUTE).
 */
public final class DdeWindow implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final MessageLoop loop;
    private final Receiver receiver;
    private volatile @Nullable NativeWindow window;

    /** Gets the messages, on the loop's thread. */
    public interface Receiver {
        /** One message; whoever gets it is the owner of its block and its atom, as the protocol says. */
        void received(DdeMessage message);
    }

    private DdeWindow(MessageLoop loop, Receiver receiver) {
        this.loop = loop;
        this.receiver = receiver;
    }

    /** Makes one, from any thread. */
    public static DdeWindow open(MessageLoop loop, boolean unicode, Receiver receiver) throws IOException {
        DdeWindow made = new DdeWindow(loop, receiver);
        loop.call(() -> made.make(unicode), LIMIT);
        return made;
    }

    private boolean make(boolean unicode) throws IOException {
        NativeWindow made = NativeWindow.forMessages("ipcscope.dde.conversation", this::on);
        if (!unicode) {
            long procedure = DdeFunctions.GetWindowLongPtrW(made.handle(), DdeFunctions.GWLP_WNDPROC);
            DdeFunctions.SetWindowLongPtrA(made.handle(), DdeFunctions.GWLP_WNDPROC, procedure);
        }
        admitLowerIntegrity(made.handle());
        window = made;
        return true;
    }

    /** Programs of lower integrity may talk DDE with it, as far as the system lets them; it is no error where it doesn't. */
    static void admitLowerIntegrity(long window) {
        for (int message = DdeMessage.INITIATE; message <= DdeMessage.EXECUTE; message++) {
            User32.ChangeWindowMessageFilterEx(window, message, User32.MSGFLT_ALLOW, 0);
        }
    }

    private @Nullable Long on(long handle, int message, long wParam, long lParam) {
        if (!DdeMessage.isOne(message)) {
            return null;
        }
        if (message == DdeMessage.INITIATE) {
            return 0L;
        }
        receiver.received(unpack(message, wParam, lParam));
        return 0L;
    }

    /** The answer to an INITIATE is sent, not posted, and its parameter isn't packed. */
    private DdeMessage unpack(int message, long wParam, long lParam) {
        if (message == DdeMessage.TERMINATE) {
            return new DdeMessage(message, wParam, 0, 0);
        }
        if (message == DdeMessage.ACK && DdeFunctions.InSendMessage()) {
            return new DdeMessage(message, wParam, lParam & 0xffff, lParam >>> 16 & 0xffff);
        }
        long[] low = new long[1];
        long[] high = new long[1];
        DdeFunctions.UnpackDDElParam(message, lParam, low, high);
        DdeFunctions.FreeDDElParam(message, lParam);
        return new DdeMessage(message, wParam, low[0], high[0]);
    }

    /** Its handle; 0 once it is closed. */
    public long handle() {
        NativeWindow present = window;
        return present == null ? 0 : present.handle();
    }

    /**
     * Posts a message as from this window.
     *
     * @throws Win32Exception when it can't be delivered ({@link Win32Exception#INVALID_WINDOW_HANDLE}: the window is gone); its
     *     block and atom are still the caller's then
     */
    public void post(long to, DdeMessage message) throws Win32Exception {
        long parameter = message.message() == DdeMessage.TERMINATE
                ? 0
                : DdeFunctions.PackDDElParam(message.message(), message.low(), message.high());
        if (!User32.PostMessageW(to, message.message(), handle(), parameter)) {
            Win32Exception why = Win32Exception.last("posting a DDE message");
            DdeFunctions.FreeDDElParam(message.message(), parameter);
            throw why;
        }
    }

    /** Answers a client's INITIATE as the server that has this window; the atoms become the client's. */
    public void accept(long client, int service, int topic, Duration limit) {
        DdeFunctions.SendMessageTimeoutW(
                client,
                DdeMessage.ACK,
                handle(),
                service | (long) topic << 16,
                DdeFunctions.SMTO_ABORTIFHUNG,
                (int) limit.toMillis(),
                null);
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
