package dev.ipcscope.agent.relay;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The relays of a tap that are running. Any number of threads. */
public final class RelaySet {

    private final Set<Relay> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Runs a relay in the calling thread and keeps it here while it runs. */
    public void run(Relay relay) {
        running.add(relay);
        if (closed) {
            relay.stop();
        }
        try {
            relay.run();
        } finally {
            running.remove(relay);
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** How many are running. */
    public int size() {
        return running.size();
    }

    /** Stops all in an orderly way, and aborts those that haven't ended by then. Later ones are stopped at once. */
    public void close(Duration limit) {
        closed = true;
        running.forEach(Relay::stop);
        awaitNone(limit);
        running.forEach(Relay::abort);
        awaitNone(Duration.ofSeconds(1));
    }

    private synchronized void awaitNone(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); left > 0 && !running.isEmpty(); left = deadline - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
