package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.ipcscope.agent.win32.Forwarding.Way;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A window of the same class and title in front of a real one: programs that look for the real one find it, and what
 * they send goes on to the real one, the result back.
 *
 * <pre>
 *   sender ── SendMessage(WM_COPYDATA) ──▶ proxy ── SendMessage ──▶ real window
 *          ◀──────── result ──────────────       ◀──── result ────
 * </pre>
 *
 * <p>The proxy's thread waits in SendMessage as long as the real window takes. Meanwhile Windows lets it handle what else
 * is sent to it, so a receiver that itself sends something to the window it believes to be the real one doesn't block,
 * and a second sender doesn't wait for its turn longer than the real window lets it.
 *
 * <p>Each has a thread of its own, so a real window that never answers stops no other. Messages other than WM_COPYDATA
 * go on as {@link Forwarding} says.
 *
 * <p>Sources: Microsoft, WM_COPYDATA, COPYDATASTRUCT, SendMessage, FindWindow, ChangeWindowMessageFilterEx.
 */
public final class ProxyWindow implements AutoCloseable {

    /** Bytes of address space; only what is used becomes memory. */
    private static final long STACK = 256L << 20;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int IN_PLACE =
            User32.SWP_NOMOVE | User32.SWP_NOSIZE | User32.SWP_NOACTIVATE | User32.SWP_NOSENDCHANGING;

    private final DesktopWindow real;
    private final Receiver receiver;
    private final MessageLoop loop;
    private final Broadcasts broadcasts = new Broadcasts();
    private volatile @Nullable NativeWindow window;
    private volatile @Nullable NativeWindow witness;
    private volatile long handle;
    private volatile String title;
    private volatile boolean closed;

    /** Hears of each WM_COPYDATA, on the proxy's thread: the sender waits while it is told. */
    public interface Receiver {
        /**
         * One came and is about to go on.
         *
         * @param sender what the sender gave as its window; may be 0 or of another program
         * @param pid the process of that window, null when there is no such window
         * @param dwData the number that the sender gave
         * @param length bytes that the sender gave
         * @param data those bytes as long as this method runs; null when it gave none
         */
        Answer came(long sender, @Nullable Long pid, long dwData, long length, @Nullable ByteBuffer data);
    }

    /** Hears how one ended, on the proxy's thread. */
    public interface Answer {
        /**
         * The result.
         *
         * @param window which gave it: the real one, or the one that its program has made in its place just now
         */
        void answered(long result, long window);

        /** The real window could not be reached, or is gone. */
        void failed(Win32Exception why);
    }

    private ProxyWindow(DesktopWindow real, Receiver receiver, MessageLoop loop) {
        this.real = real;
        this.receiver = receiver;
        this.loop = loop;
        this.title = real.title();
    }

    /** Opens one in front of a window. */
    public static ProxyWindow open(DesktopWindow real, Receiver receiver) throws IOException {
        MessageLoop loop = MessageLoop.start("copydata " + real.className() + " " + real.number(), STACK);
        ProxyWindow proxy = new ProxyWindow(real, receiver, loop);
        try {
            loop.call(proxy::make, LIMIT);
            return proxy;
        } catch (IOException | RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    private Long make() throws Win32Exception {
        NativeWindow made = NativeWindow.open(
                real.className(),
                title,
                User32.WS_EX_TOOLWINDOW | User32.WS_EX_NOACTIVATE,
                real.messageOnly() ? 0 : User32.WS_POPUP,
                real.messageOnly() ? User32.HWND_MESSAGE : 0,
                this::onMessage);
        window = made;
        DesktopWindow.mark(made.handle());
        User32.ChangeWindowMessageFilterEx(made.handle(), User32.WM_COPYDATA, User32.MSGFLT_ALLOW, 0);
        if (!real.messageOnly()) {
            NativeWindow above = NativeWindow.open(
                    "ipcscope.witness", "", User32.WS_EX_TOOLWINDOW, User32.WS_POPUP, 0, this::onWitness);
            witness = above;
            DesktopWindow.mark(above.handle());
        }
        raise();
        handle = made.handle();
        return made.handle();
    }

    /** The window that it stands for. */
    public DesktopWindow real() {
        return real;
    }

    /** Its own number, 0 when closed. */
    long handle() {
        return handle;
    }

    /** Puts it in front of all others; any thread. */
    void raise() {
        NativeWindow present = window;
        if (present == null) {
            return;
        }
        long top = real.messageOnly() ? User32.HWND_TOP : User32.HWND_TOPMOST;
        User32.SetWindowPos(present.handle(), top, 0, 0, 0, 0, IN_PLACE);
        NativeWindow above = witness;
        if (above != null) {
            User32.SetWindowPos(above.handle(), top, 0, 0, 0, 0, IN_PLACE);
        }
    }

    /** Has the title that the real one has by now, when its thread comes to it. */
    void followTitle(String now) {
        if (now.equals(title)) {
            return;
        }
        title = now;
        try {
            loop.post(() -> {
                NativeWindow present = window;
                if (present != null) {
                    User32.SetWindowTextW(present.handle(), new WString(now));
                }
            });
        } catch (RejectedExecutionException e) {
            // it is closing, or hangs in the real window
        }
    }

    /**
     * Takes it away. A call that the real window hasn't answered goes on; then its window stays until that is over, and
     * this returns after some seconds.
     */
    @Override
    public void close() {
        closed = true;
        try {
            loop.post(this::destroy);
        } catch (RejectedExecutionException e) {
            // closed before
        }
        loop.close();
    }

    private void destroy() {
        handle = 0;
        for (NativeWindow each : new NativeWindow[] {window, witness}) {
            if (each != null) {
                DesktopWindow.unmark(each.handle());
                each.close();
            }
        }
        window = null;
        witness = null;
    }

    private @Nullable Long onWitness(long at, int message, long wParam, long lParam) {
        int how = User32.InSendMessageEx(0);
        if (Forwarding.of(message, how) != Way.NONE) {
            broadcasts.witnessed(message, wParam, lParam, how != 0, System.nanoTime());
        }
        return null;
    }

    private @Nullable Long onMessage(long at, int message, long wParam, long lParam) {
        int how = User32.InSendMessageEx(0);
        if (message == User32.WM_COPYDATA) {
            return how == 0 ? null : copyData(wParam, lParam);
        }
        Way way = Forwarding.of(message, how);
        if (way == Way.NONE || broadcasts.take(message, wParam, lParam, how != 0, System.nanoTime())) {
            return null;
        }
        switch (way) {
            case POST -> User32.PostMessageW(real.handle(), message, wParam, lParam);
            case NOTIFY -> User32.SendNotifyMessageW(real.handle(), message, wParam, lParam);
            default -> {
                return User32.SendMessageW(real.handle(), message, wParam, lParam);
            }
        }
        return 0L;
    }

    /** dwData, cbData and lpData of a COPYDATASTRUCT; the system has copied what lpData points to into this process. */
    private long copyData(long sender, long lParam) {
        Pointer structure = new Pointer(lParam);
        long length = Integer.toUnsignedLong(structure.getInt(8));
        long data = structure.getLong(16);
        ByteBuffer bytes = data == 0 || length == 0
                ? null
                : new Pointer(data).getByteBuffer(0, Math.min(length, Integer.MAX_VALUE));
        Answer answer =
                closed ? null : receiver.came(sender, DesktopWindow.pidOf(sender), structure.getLong(0), length, bytes);
        Delivery delivery = deliver(real.handle(), sender, lParam);
        DesktopWindow next = delivery.undelivered() ? successor() : null;
        if (next != null) {
            delivery = deliver(next.handle(), sender, lParam);
        }
        if (answer != null) {
            tell(answer, delivery);
        }
        return delivery.result();
    }

    private record Delivery(long to, long result, int error) {
        boolean undelivered() {
            return result == 0 && error == Win32Exception.INVALID_WINDOW_HANDLE;
        }
    }

    private static Delivery deliver(long to, long sender, long lParam) {
        Kernel32.SetLastError(0);
        long result = User32.SendMessageW(to, User32.WM_COPYDATA, sender, lParam);
        return new Delivery(to, result, Native.getLastError());
    }

    /**
     * A program that closes its window and makes it anew is found by its senders at once, while this proxy stands for the
     * old window until that is noticed.
     */
    private @Nullable DesktopWindow successor() {
        return DesktopWindow.find(real.className(), title).stream()
                .filter(window -> window.pid() == real.pid()
                        && window.messageOnly() == real.messageOnly()
                        && !window.standsForAnother())
                .findFirst()
                .orElse(null);
    }

    private void tell(Answer answer, Delivery delivery) {
        if (delivery.result() == 0 && delivery.error() != 0) {
            String doing = "sending WM_COPYDATA to window " + real.number() + " of class " + real.className();
            answer.failed(
                    new Win32Exception(doing, real.exists() ? delivery.error() : Win32Exception.INVALID_WINDOW_HANDLE));
        } else {
            answer.answered(delivery.result(), delivery.to());
        }
    }
}
