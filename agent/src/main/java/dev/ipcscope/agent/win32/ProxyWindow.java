package dev.ipcscope.agent.win32;

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
 * <p>The proxy takes what is sent to it when the real window would ({@link FollowingLoop}), also while that handles a call:
 * so a receiver that itself sends something to the window it believes to be the real one doesn't block, and who sends to
 * one that takes nothing waits, gives up or is told that it hangs as without a proxy.
 *
 * <p>Each has a thread of its own, so a real window that never answers stops no other. Messages other than WM_COPYDATA
 * go on as {@link Forwarding} says.
 *
 * <p>Sources: Microsoft, WM_COPYDATA, COPYDATASTRUCT, SendMessage, FindWindow, ChangeWindowMessageFilterEx.
 */
public final class ProxyWindow implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration RAISE_LIMIT = Duration.ofSeconds(5);
    private static final int IN_PLACE =
            User32.SWP_NOMOVE | User32.SWP_NOSIZE | User32.SWP_NOACTIVATE | User32.SWP_NOSENDCHANGING;

    private final DesktopWindow real;
    private final Receiver receiver;
    private final FollowingLoop loop;
    private final Delivery.Way deliveries;
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

        /** One came that is sent to all windows: the real one gets it by itself, and its result is told nobody. */
        void broadcast(long sender, @Nullable Long pid, long dwData, long length, @Nullable ByteBuffer data);
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

    private ProxyWindow(DesktopWindow real, Receiver receiver) throws IOException {
        this.real = real;
        this.receiver = receiver;
        this.title = real.title();
        this.loop = FollowingLoop.start(
                "copydata " + real.className() + " " + real.number(),
                MessageLoop.ROOMY_STACK,
                real.handle(),
                this::destroy);
        this.deliveries = new Delivery.Way(real, loop);
    }

    /** Opens one in front of a window. */
    public static ProxyWindow open(DesktopWindow real, Receiver receiver) throws IOException {
        ProxyWindow proxy = new ProxyWindow(real, receiver);
        try {
            proxy.loop.call(proxy::make, LIMIT);
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
        place(real.messageOnly() ? User32.HWND_TOP : User32.HWND_TOPMOST);
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

    /** Puts it in front of all others. */
    void raise() {
        try {
            loop.call(
                    () -> {
                        if (!closed) {
                            place(real.messageOnly() ? User32.HWND_TOP : User32.HWND_TOPMOST);
                        }
                        return true;
                    },
                    RAISE_LIMIT);
        } catch (IOException | RejectedExecutionException e) {
            // it is closing; or is busy, and will be out of place at the next look
        }
    }

    /** On its own thread: another one would have to wait until this one takes messages. */
    private void place(long where) {
        for (NativeWindow each : new NativeWindow[] {window, witness}) {
            if (each != null) {
                User32.SetWindowPos(each.handle(), where, 0, 0, 0, 0, IN_PLACE);
            }
        }
    }

    /** Hangs along with the real window, or no longer; to be called some times a second. */
    void followHang() {
        loop.look();
    }

    /** Whether Windows says of the real window that it hangs: what is sent to it waits, and isn't seen before it is taken. */
    public boolean hangs() {
        return loop.hangs();
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
     * Takes it away. What was sent to it and waits goes on before. A call that the real window hasn't answered goes on; then
     * its window stays until that is over, behind all others, and this returns after some seconds.
     */
    @Override
    public void close() {
        closed = true;
        try {
            loop.post(() -> place(User32.HWND_BOTTOM));
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
        if (message == User32.WM_COPYDATA) {
            broadcasts.witnessed(message, wParam, CopyData.at(lParam).mark(), how != 0, System.nanoTime());
        } else if (Forwarding.of(message, how) != Way.NONE) {
            broadcasts.witnessed(message, wParam, lParam, how != 0, System.nanoTime());
        }
        return null;
    }

    private @Nullable Long onMessage(long at, int message, long wParam, long lParam) {
        int how = User32.InSendMessageEx(0);
        if (message == User32.WM_COPYDATA) {
            return how == 0 ? null : copyData(wParam, CopyData.at(lParam), lParam);
        }
        Way way = Forwarding.of(message, how);
        if (way == Way.NONE || broadcasts.take(message, wParam, lParam, how != 0, System.nanoTime())) {
            return null;
        }
        switch (way) {
            case POST -> User32.PostMessageW(real.handle(), message, wParam, lParam);
            case NOTIFY -> User32.SendNotifyMessageW(real.handle(), message, wParam, lParam);
            default -> {
                long result = loop.send(real.handle(), message, wParam, lParam).result();
                return message >= User32.WM_USER ? replied(result) : Long.valueOf(result);
            }
        }
        return 0L;
    }

    /** For messages that bring nothing back but a number: Windows copies a text back only at the end. */
    private long replied(long result) {
        loop.reply(result);
        return result;
    }

    private @Nullable Long copyData(long sender, CopyData came, long lParam) {
        Long pid = DesktopWindow.pidOf(sender);
        if (broadcasts.take(User32.WM_COPYDATA, sender, came.mark(), true, System.nanoTime())) {
            if (!closed) {
                receiver.broadcast(sender, pid, came.number(), came.length(), came.bytes());
            }
            return null;
        }
        Answer answer = closed ? null : receiver.came(sender, pid, came.number(), came.length(), came.bytes());
        Delivery delivery = deliveries.deliver(title, sender, lParam);
        if (answer != null) {
            tell(answer, delivery);
        }
        return replied(delivery.sent().result());
    }

    private void tell(Answer answer, Delivery delivery) {
        Outgoing.Sent sent = delivery.sent();
        if (sent.result() == 0 && sent.error() != 0) {
            String doing = "sending WM_COPYDATA to window " + real.number() + " of class " + real.className();
            answer.failed(
                    new Win32Exception(doing, real.exists() ? sent.error() : Win32Exception.INVALID_WINDOW_HANDLE));
        } else {
            answer.answered(sent.result(), delivery.to());
        }
    }
}
