package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;

/** A message that one thread sends by SendMessage while another waits for the result. */
final class Outgoing implements Runnable {

    /** Nobody tells when a message that is being sent has reached the other thread's queue; it takes microseconds. */
    private static final long ARRIVAL_NANOS = 3_000_000;

    private final long to;
    private final int message;
    private final long wParam;
    private final long lParam;
    private final Runnable whenDone;
    private volatile @Nullable Sent sent;
    private volatile boolean begun;
    private volatile long beginning;

    /** The result, and the error; that counts only if the result is 0. */
    record Sent(long result, int error) {}

    /** One that {@link #run} sends; it tells when the result is there. */
    Outgoing(long to, int message, long wParam, long lParam, Runnable whenDone) {
        this.to = to;
        this.message = message;
        this.wParam = wParam;
        this.lParam = lParam;
        this.whenDone = whenDone;
    }

    @Override
    public void run() {
        beginning = System.nanoTime();
        begun = true;
        Kernel32.SetLastError(0);
        long result = User32.SendMessageW(to, message, wParam, lParam);
        sent = new Sent(result, Native.getLastError());
        whenDone.run();
    }

    /** Whether it must have arrived by now. */
    boolean isUnderWay() {
        return begun && System.nanoTime() - beginning >= ARRIVAL_NANOS;
    }

    boolean isDone() {
        return sent != null;
    }

    /** What came of it, when it is done. */
    Sent sent() {
        Sent result = sent;
        if (result == null) {
            throw new IllegalStateException("the message has no result yet");
        }
        return result;
    }
}
