package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the server that no client uses yet: each keeps one of the server's instances from being opened by a
 * client directly. Any number of threads.
 */
final class ServerPool implements AutoCloseable {

    private final Deque<PipeEnd> idle = new ArrayDeque<>(); // guarded by this
    private final Consumer<PipeEnd> gone;
    private boolean closed;

    /**
     * An empty pool.
     *
     * @param gone told of each that the server has hung up
     */
    ServerPool(Consumer<PipeEnd> gone) {
        this.gone = gone;
    }

    /** Adds one; when this is closed it is closed, too. */
    synchronized void add(PipeEnd end) {
        if (closed) {
            end.close();
        } else {
            idle.addLast(end);
            notifyAll();
        }
    }

    /** The one that waits longest, or null when none comes within this time or this is closed. */
    synchronized @Nullable PipeEnd take(long millis) throws ClosedChannelException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            PipeEnd end = idle.pollFirst();
            if (end != null && end.isAlive()) {
                return end;
            }
            if (end != null) {
                end.close();
                gone.accept(end);
                continue;
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || closed) {
                return null;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    /** How many wait. */
    synchronized int size() {
        return idle.size();
    }

    /** Looks at one of them, by turns, and gives it up when the server has hung it up, so that it can listen again. */
    void checkOne() {
        PipeEnd end;
        synchronized (this) {
            end = idle.pollFirst();
            if (end == null || isAlive(end)) {
                if (end != null) {
                    idle.addLast(end);
                }
                return;
            }
        }
        end.close();
        gone.accept(end);
    }

    private static boolean isAlive(PipeEnd end) {
        try {
            return end.isAlive();
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    /** Hangs all up: to the server they look like clients that came and went. */
    @Override
    public void close() {
        List<PipeEnd> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            idle.clear();
            notifyAll();
        }
        all.forEach(PipeEnd::close);
    }
}
