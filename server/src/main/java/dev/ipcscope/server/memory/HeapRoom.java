package dev.ipcscope.server.memory;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What is left of the heap for something large. One at a time asks and takes: two that found room for one would end the
 * server's other work, too.
 */
final class HeapRoom {

    private static final Semaphore TURN = new Semaphore(1, true);
    private static final int WAIT_SECONDS = 10;

    /** Left to everything else: a part of the heap as small as this. */
    private static final int REST = 16;

    private HeapRoom() {}

    /** Something large. */
    interface Large<T> {
        T make() throws IOException;
    }

    /**
     * Makes something that needs so much heap, alone.
     *
     * @param what as in "to rebuild this"
     * @throws NotNowException in words when there isn't so much, or another one takes longer than 10 s
     */
    static <T> T alone(long bytes, String what, Large<T> large) throws IOException {
        try {
            if (!TURN.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new NotNowException("another memory is being rebuilt, since longer than " + WAIT_SECONDS
                        + " s: try again when it is done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNowException("interrupted while another memory was being rebuilt");
        }
        try {
            demand(bytes, what);
            return large.make();
        } catch (OutOfMemoryError e) {
            throw refusal(bytes, what); // something else took it meanwhile; what was made is garbage by now
        } finally {
            TURN.release();
        }
    }

    /**
     * Refuses what there is no room for.
     *
     * @param what as in "to rebuild this"
     */
    static void demand(long bytes, String what) throws NotNowException {
        if (bytes > free()) {
            System.gc(); // what is used may be garbage, and only this tells
            if (bytes > free()) {
                throw refusal(bytes, what);
            }
        }
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        long most = runtime.maxMemory();
        return Math.max(0, most - (runtime.totalMemory() - runtime.freeMemory()) - most / REST);
    }

    private static NotNowException refusal(long bytes, String what) {
        return new NotNowException(what + " takes " + mib(bytes) + " MiB of heap, and " + free() / (1 << 20)
                + " MiB are free: start the server with a larger -Xmx (it has "
                + mib(Runtime.getRuntime().maxMemory())
                + " MiB), or ask for fewer bytes: 'query --at' with --offset and --length, /api/memory with offset and"
                + " length");
    }

    /** Rounded up. */
    private static long mib(long bytes) {
        return (bytes + (1 << 20) - 1) / (1 << 20);
    }
}
