package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread with windows that takes what is sent to them when the window it follows would take it, and not before. So a
 * sender waits in front of it as it would wait in front of the other window: one that gives up has sent nothing, calls
 * get their results in the order in which they came, and Windows finds it hanging when the other one hangs.
 *
 * <pre>
 *   something is sent to a window of this thread
 *   └▶ WM_NULL is sent to the followed window   ── taken ──▶ this thread takes what waits
 *                                                            └▶ {@link #send}: another thread sends it on, while this
 *                                                               one waits for the result or for the next that is sent
 * </pre>
 *
 * <p>A thread that waits inside SendMessage takes whatever is sent to it. That is why others send on its behalf.
 *
 * <p>Windows takes a thread for hanging that has taken no message for five seconds and isn't waiting for any. This one
 * takes messages only when the followed window does; so it has only to wait for something else while that one hangs.
 *
 * <p>Sources: Microsoft, "About Messages and Message Queues" (nonqueued messages), SendMessageTimeout, ReplyMessage,
 * MsgWaitForMultipleObjectsEx, GetQueueStatus, PeekMessage, IsHungAppWindow, WM_NULL.
 */
final class FollowingLoop implements AutoCloseable {

    private static final long IDLE_SECONDS = 20;
    private static final Duration END = Duration.ofSeconds(5);
    private static final int MSG_SIZE = 48;

    /** A window that hangs in the eyes of Windows may take what is sent to it all the same: it is asked so often. */
    private static final int HANGING_MILLIS = 50;

    private static final int FOREVER = -1;
    private static final long MOMENT_NANOS = 3_000_000;
    private static final int MOMENT_MILLIS = 3;
    private static final int OTHERS = User32.QS_ALLINPUT & ~User32.QS_SENDMESSAGE;

    private final long followed;
    private final Runnable atEnd;
    private final LoopTasks tasks;
    private final ThreadPoolExecutor senders;
    private final Thread thread;
    private final MessageEvent event;
    private final Memory taken = new Memory(MSG_SIZE);
    private volatile boolean closed;
    private volatile boolean hangs;
    private @Nullable Outgoing probe; // its thread's
    private @Nullable Outgoing awaited; // its thread's

    private FollowingLoop(String name, long stack, long followed, Runnable atEnd) throws Win32Exception {
        this.followed = followed;
        this.atEnd = atEnd;
        this.event = MessageEvent.open(name);
        this.tasks = new LoopTasks(name, event::set);
        this.senders = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread sender = new Thread(work, name + " sending");
                    sender.setDaemon(true);
                    return sender;
                });
        this.thread = new Thread(null, this::run, name, stack);
        thread.setDaemon(true);
    }

    /**
     * Starts one.
     *
     * @param name of its thread, also used in error messages
     * @param stack bytes of its stack. Wine puts what WM_COPYDATA carries on it; Windows doesn't
     * @param followed the number of the window whose pace it takes
     * @param atEnd closes its windows, on its thread; what is still sent to them has been taken then
     */
    static FollowingLoop start(String name, long stack, long followed, Runnable atEnd) throws IOException {
        FollowingLoop loop = new FollowingLoop(name, stack, followed, atEnd);
        loop.thread.start();
        return loop;
    }

    /** Runs a task on its thread and waits for it so long, whatever the followed window does. */
    <T> T call(Callable<T> task, Duration limit) throws IOException {
        return tasks.call(task, limit);
    }

    /**
     * Runs a task on its thread, soon.
     *
     * @throws RejectedExecutionException when it is closed, or too many wait already
     */
    void post(Runnable task) {
        tasks.post(task);
    }

    /** Looks whether the followed window hangs; to be called some times a second, on any thread. */
    void look() {
        boolean now = User32.IsHungAppWindow(followed);
        if (now != hangs) {
            hangs = now;
            event.set();
        }
    }

    /** Whether the followed window hangs in the eyes of Windows, as of the last look. */
    boolean hangs() {
        return hangs;
    }

    /**
     * Takes what was sent before, as far as it comes to it, and ends; waits up to five seconds for that. A thread that
     * waits for a window that doesn't answer is left behind, and ends when that does.
     */
    @Override
    public void close() {
        closed = true;
        tasks.takeNoMore();
        event.set();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On its thread, inside a window procedure: sends and waits for the result, and takes what is sent meanwhile. */
    Outgoing.Sent send(long to, int message, long wParam, long lParam) {
        Outgoing outgoing = new Outgoing(to, message, wParam, lParam, event::set);
        Outgoing outer = awaited;
        senders.execute(outgoing);
        awaited = outgoing;
        try {
            pumpUntil(outgoing::isDone);
        } finally {
            awaited = outer;
        }
        return outgoing.sent();
    }

    /**
     * On its thread, at the end of a window procedure: gives the sender its result, and returns when the next message may
     * be taken. Windows hands over all that wait one after the other, so it would hand over the next one at once; also one
     * that is sent a moment after the result is there, as a program does that sends one after the other.
     */
    void reply(long result) {
        User32.ReplyMessage(result);
        long until = System.nanoTime() + MOMENT_NANOS;
        while (!closed) {
            if (tasks.runOne()) {
                continue;
            }
            if (isSent()) {
                if (mayTake()) {
                    return;
                }
                continue;
            }
            forgetProbe();
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            await(User32.QS_INPUT | User32.QS_SENDMESSAGE, 1 + (int) (left / 1_000_000));
        }
    }

    private void run() {
        try {
            pumpUntil(() -> closed);
            while (tasks.runOne()) {
                // what was wanted before the end
            }
            while (isSent()) {
                take();
            }
        } finally {
            atEnd.run();
            event.close();
            tasks.close();
            senders.shutdown();
        }
    }

    private void pumpUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            if (tasks.runOne()) {
                continue;
            }
            if (isSent()) {
                if (mayTake() && !endsNow(done)) {
                    take();
                }
                continue;
            }
            forgetProbe();
            if (awaited != null) {
                await(User32.QS_INPUT | User32.QS_SENDMESSAGE);
            } else if (hangs || !dispatchPosted()) {
                await(User32.QS_ALLINPUT);
            }
        }
    }

    /**
     * Whether the call that this thread waits for is over. A window that ends a call and then takes the next message does
     * both within microseconds, and the thread that waits for the former may wake after that which waits for the latter.
     */
    private boolean endsNow(BooleanSupplier done) {
        if (awaited != null) {
            long until = System.nanoTime() + MOMENT_NANOS;
            for (long left = MOMENT_NANOS; left > 0 && !done.getAsBoolean(); left = until - System.nanoTime()) {
                await(User32.QS_INPUT, 1 + (int) (left / 1_000_000));
            }
        }
        return done.getAsBoolean();
    }

    private void take() {
        User32.PeekMessageW(address(taken), 0, 0, 0, User32.QS_SENDMESSAGE << 16);
    }

    private static boolean isSent() {
        return ((User32.GetQueueStatus(User32.QS_SENDMESSAGE) >>> 16) & User32.QS_SENDMESSAGE) != 0;
    }

    private boolean dispatchPosted() {
        if (!User32.PeekMessageW(address(taken), 0, 0, 0, User32.PM_REMOVE | OTHERS << 16)) {
            return false;
        }
        User32.TranslateMessage(address(taken));
        User32.DispatchMessageW(address(taken));
        return true;
    }

    /** Whether the followed window has just taken a message; waits until it has, or for anything else. */
    private boolean mayTake() {
        Outgoing asked = probe;
        if (asked == null) {
            Outgoing before = awaited;
            if (before != null && !before.isUnderWay()) {
                await(User32.QS_INPUT, MOMENT_MILLIS); // it has to arrive first
                return false;
            }
            asked = new Outgoing(followed, User32.WM_NULL, 0, 0, event::set);
            probe = asked;
            senders.execute(asked);
        }
        if (!asked.isDone()) {
            await(User32.QS_INPUT);
            return false;
        }
        probe = null;
        return true;
    }

    /** What was sent may have been given up meanwhile; that the window took a message then says nothing of later. */
    private void forgetProbe() {
        Outgoing asked = probe;
        if (asked != null && asked.isDone()) {
            probe = null;
        }
    }

    private void await(int kinds) {
        await(kinds, FOREVER);
    }

    /** Waits for messages of these kinds or to be woken; while the followed window hangs, for the latter alone. */
    private void await(int kinds, int millis) {
        if (hangs) {
            event.await(HANGING_MILLIS);
        } else {
            event.awaitOrMessages(kinds, millis);
        }
    }

    private static long address(Memory memory) {
        return Pointer.nativeValue(memory);
    }
}
