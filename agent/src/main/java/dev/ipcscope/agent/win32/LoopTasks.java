package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What other threads want a thread with windows to do; it is woken for each and runs them one at a time. */
final class LoopTasks implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LoopTasks.class.getName());
    private static final int MOST = 1_000;

    private final String name;
    private final Runnable wake;
    private final BlockingQueue<FutureTask<?>> waiting = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param name of the thread, for error messages
     * @param wake wakes it
     */
    LoopTasks(String name, Runnable wake) {
        this.name = name;
        this.wake = wake;
    }

    /**
     * Has a task run and waits for it so long; one that hasn't begun then never begins.
     *
     * @throws IOException what it threw, or that it didn't end in time
     */
    <T> T call(Callable<T> task, Duration limit) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        submit(future);
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(false);
            throw new IOException(name + " did not answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + ": interrupted");
        } catch (CancellationException e) {
            throw new IOException(name + " is closed", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(name + ": " + e.getCause(), e);
        }
    }

    /** Has a task run; what it throws is logged. */
    void post(Runnable task) {
        submit(new FutureTask<>(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        LOG.log(Level.ERROR, name + ": a task failed", e);
                    }
                },
                null));
    }

    private void submit(FutureTask<?> task) {
        if (closed || !waiting.offer(task)) {
            throw new RejectedExecutionException(name + (closed ? " is closed" : " is stuck"));
        }
        wake.run();
        if (closed) {
            task.cancel(false); // it may have come after the last one was run
        }
    }

    /** On the thread: runs one, if there is one. */
    boolean runOne() {
        FutureTask<?> task = waiting.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Those that came before are still run. */
    void takeNoMore() {
        closed = true;
    }

    /** Gives up those that haven't begun. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(task -> task.cancel(false));
        waiting.clear();
    }
}
