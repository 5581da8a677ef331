package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The clients that have come and aren't connected to the real pipe yet, in the order in which they came, which is that in
 * which they go on: a server may know its clients by their order. Any number of threads.
 */
final class ArrivalOrder {

    /** A client goes on after so long even when one before it still waits, for a free instance say. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<PipeEnd> clients = new LinkedHashSet<>();

    synchronized boolean isEmpty() {
        return clients.isEmpty();
    }

    /** A client has come, after all others. */
    synchronized void add(PipeEnd client) {
        clients.add(client);
    }

    /** It is connected, or never will be. */
    synchronized void remove(PipeEnd client) {
        if (clients.remove(client)) {
            notifyAll();
        }
    }

    /** Waits until it is the first. */
    synchronized void awaitTurn(PipeEnd client) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        try {
            for (long left = LIMIT_NANOS;
                    left > 0 && !clients.isEmpty() && clients.iterator().next() != client;
                    left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
