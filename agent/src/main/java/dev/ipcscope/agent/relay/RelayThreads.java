package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.linux.Scheduling;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that relay: daemons with a small stack, since there are two a connection. */
public final class RelayThreads {

    /** Bytes of address space; only pages that are touched cost memory. */
    private static final long STACK = 256 << 10;

    private static final long IDLE_SECONDS = 5;

    /** As many as there are tasks; one that has ended waits a little for the next, which saves a third of its cost. */
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "relay idle"));

    private RelayThreads() {}

    /**
     * Starts one that lasts.
     *
     * @throws OutOfMemoryError when the system gives no more threads; nothing was started then
     */
    public static Thread start(String name, Runnable task) {
        Thread thread = daemon(task, name);
        thread.start();
        return thread;
    }

    /**
     * Runs a conversation's task in a thread that may have run others before. The task leaves nothing behind in its
     * thread: no priority, no thread-local value.
     *
     * @throws OutOfMemoryError when the system gives no more threads; nothing was started then
     */
    public static void run(String name, Runnable task) {
        POOL.execute(() -> {
            Thread thread = Thread.currentThread();
            String idle = thread.getName();
            thread.setName(name);
            try {
                task.run();
            } finally {
                thread.setName(idle);
            }
        });
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, () -> first(task), name, STACK);
        thread.setDaemon(true);
        return thread;
    }

    private static void first(Runnable task) {
        Scheduling.goFirst(); // what comes first shall be passed on first
        task.run();
    }
}
