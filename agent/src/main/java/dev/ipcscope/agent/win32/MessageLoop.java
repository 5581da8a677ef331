package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that owns windows or a DDE instance and pumps their messages, and runs tasks between them.
 *
 * <pre>
 *   any thread ── call, post ──▶ [tasks] ── a message to the hidden window ──▶ the loop's thread runs one
 *   other programs ── messages to the loop's windows ──────────────────────▶ the same thread, one at a time
 * </pre>
 *
 * <p>A task is woken by a message to a hidden window, not to the thread: such messages are dispatched also by the loops
 * that the system runs inside a call (a DDE transaction that waits, COM). So a task can begin while an earlier one waits
 * inside such a call; tasks that must not do so say it themselves. What a task throws is its caller's, and the loop goes
 * on.
 *
 * <p>Source: Microsoft, "Using Messages and Message Queues", GetMessage ("also delivers pending sent messages").
 */
public final class MessageLoop implements AutoCloseable {

    /** Tasks that may wait; far below the 10,000 messages that Windows keeps for a thread. */
    private static final int MOST_TASKS = 1_000;

    /**
     * Of a thread that gets large messages. Wine copies a message with its data onto the stack of the thread that takes
     * it, and GetMessage fails when there is no room for it; Windows doesn't.
     */
    static final long ROOMY_STACK = 256L << 20;

    /** Messages in a row that can't be had, before it must be something else. */
    private static final int MOST_FAILURES = 1_000;

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int RUN_TASK = User32.WM_APP;
    private static final int MSG_SIZE = 48;
    private static final System.Logger LOG = System.getLogger(MessageLoop.class.getName());
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final BlockingQueue<FutureTask<?>> tasks = new ArrayBlockingQueue<>(MOST_TASKS);
    private final CompletableFuture<Long> window = new CompletableFuture<>();
    private final Thread thread;
    private final Object posting = new Object();
    private boolean closed; // guarded by posting

    private MessageLoop(String name, long stack) {
        this.name = name;
        this.thread = new Thread(null, this::run, name, stack);
        thread.setDaemon(true);
    }

    /**
     * Starts one; it takes tasks when this returns.
     *
     * @param name of its thread, also used in error messages: {@code copydata of Notepad}
     * @throws IOException when the system gives no window, or gave none within a minute
     */
    public static MessageLoop start(String name) throws IOException {
        return start(name, 0);
    }

    /** The same for windows that get large messages; its stack takes 256 MiB of address space. */
    public static MessageLoop startRoomy(String name) throws IOException {
        return start(name, ROOMY_STACK);
    }

    private static MessageLoop start(String name, long stack) throws IOException {
        MessageLoop loop = new MessageLoop(name, stack);
        loop.thread.start();
        try {
            loop.await(loop.window, START, "start");
            return loop;
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * Runs a task on the loop's thread and waits for it; on that thread itself it is run at once. A task that hasn't
     * begun when the limit is over never begins; one that has goes on, and its result is lost.
     *
     * @throws IOException what the task threw; or that it didn't end in time or that the loop is closed
     */
    public <T> T call(Callable<T> task, Duration limit) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        if (isCurrent()) {
            future.run();
        } else {
            submit(future);
        }
        return await(future, limit, "answer");
    }

    /**
     * Runs a task on the loop's thread, later. What it throws is logged.
     *
     * @throws RejectedExecutionException when the loop is closed, or doesn't come to the 1,000 tasks that wait already
     */
    public void post(Runnable task) {
        FutureTask<?> logged = new FutureTask<>(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        LOG.log(Level.ERROR, name + ": a task failed", e);
                    }
                },
                null);
        try {
            submit(logged);
        } catch (IOException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    /** Whether the calling thread is the loop's. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Ends the loop and waits up to five seconds for its thread: one that hangs in a call to another program is left
     * behind, and ends when that call does. Tasks that haven't begun are given up. The windows on it are closed before by
     * their owners, on its thread.
     */
    @Override
    public void close() {
        synchronized (posting) {
            if (!closed) {
                closed = true;
                window.completeExceptionally(new IOException(name + " is closed"));
                Long handle = window.isCompletedExceptionally() ? null : window.getNow(null);
                if (handle != null) {
                    User32.PostMessageW(handle, RUN_TASK, 0, 0);
                }
            }
        }
        if (!isCurrent()) {
            try {
                thread.join(END.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void submit(FutureTask<?> task) throws IOException {
        synchronized (posting) {
            if (closed) {
                throw new IOException(name + " is closed");
            }
            if (!tasks.offer(task)) {
                throw new IOException(name + " is stuck: " + MOST_TASKS + " tasks wait already");
            }
            if (!User32.PostMessageW(window.join(), RUN_TASK, 0, 0)) {
                Win32Exception why = Win32Exception.last("waking " + name);
                tasks.remove(task);
                throw why;
            }
        }
    }

    private <T> T await(Future<T> future, Duration limit, String what) throws IOException {
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(false);
            throw new IOException(name + " did not " + what + " within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + ": interrupted");
        } catch (CancellationException e) {
            throw new IOException(name + " is closed", e);
        } catch (ExecutionException e) {
            throw asThrown(e.getCause());
        }
    }

    /** Unchecked exceptions are thrown on, all others returned as an IOException. */
    private IOException asThrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(name + ": " + cause, cause);
    }

    private void run() {
        try (NativeWindow hidden =
                NativeWindow.forMessages("ipcscope.loop." + NUMBERS.incrementAndGet(), this::onMessage)) {
            if (window.complete(hidden.handle())) {
                pump();
            }
        } catch (IOException | RuntimeException | Error e) {
            window.completeExceptionally(e);
        } finally {
            synchronized (posting) {
                closed = true;
            }
            tasks.forEach(task -> task.cancel(false));
            tasks.clear();
        }
    }

    private void pump() {
        try (Memory message = new Memory(MSG_SIZE)) {
            long address = Pointer.nativeValue(message);
            int failures = 0;
            for (int got; failures < MOST_FAILURES && (got = User32.GetMessageW(address, 0, 0, 0)) != 0; ) {
                if (got < 0) { // the message is lost, those after it aren't
                    failures++;
                    LOG.log(
                            Level.ERROR,
                            "{0}: {1}",
                            name,
                            Win32Exception.last("getting a message").getMessage());
                } else {
                    failures = 0;
                    User32.TranslateMessage(address);
                    User32.DispatchMessageW(address);
                }
            }
        }
    }

    private @Nullable Long onMessage(long handle, int message, long wParam, long lParam) {
        if (message != RUN_TASK) {
            return null;
        }
        FutureTask<?> task = tasks.poll();
        if (task != null) {
            task.run();
        } else if (isClosed()) {
            User32.PostQuitMessage(0); // an inner loop of the system passes it on to the outer one
        }
        return 0L;
    }

    private boolean isClosed() {
        synchronized (posting) {
            return closed;
        }
    }
}
