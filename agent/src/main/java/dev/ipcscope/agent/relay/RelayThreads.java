package dev.ipcscope.agent.relay;

/** Threads that relay: daemons with a small stack, since there are two a connection. */
public final class RelayThreads {

    /** Bytes of address space; only pages that are touched cost memory. */
    private static final long STACK = 256 << 10;

    private RelayThreads() {}

    /**
     * Starts one.
     *
     * @throws OutOfMemoryError when the system gives no more threads; nothing was started then
     */
    public static Thread start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
