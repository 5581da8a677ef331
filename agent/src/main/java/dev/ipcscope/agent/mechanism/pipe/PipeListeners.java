package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.win32.PipeEnd;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of a pipe's instances listening and hands over each that a client has opened. The number may change: more
 * are made at once, fewer by not replacing those that clients open, since an instance that is closed while it listens may
 * have got its client in the same moment.
 */
final class PipeListeners implements AutoCloseable {

    private static final long RETRY_MS = 200;
    private static final long LOOK_MS = 1;
    private static final long CLOSE_LOOK_NANOS = 1_000_000;

    /** A client is handed over after so long even when one that seems to have come before it wasn't. */
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Semaphore free;
    private final Events events;

    private final ListeningEnds listening = new ListeningEnds();
    private final Set<Thread> acceptors = ConcurrentHashMap.newKeySet();
    private volatile int wanted;
    private volatile boolean closed;

    /** What the owner is asked and told, on threads of the listeners. */
    interface Events {
        /** Makes an instance that listens. */
        PipeEnd listen() throws IOException;

        /** A client has come; the instance is the receiver's, who calls {@link #release} when it is closed. */
        void client(PipeEnd instance);

        /** Whether {@link #client} is told of clients in the order in which they came, one at a time. */
        default boolean inOrder() {
            return false;
        }

        /** An instance was closed without a client. */
        default void dropped() {}

        /** Something failed, or works again (null). It is tried again by itself. */
        void trouble(@Nullable Throwable failure);
    }

    /**
     * Listens to nothing yet.
     *
     * @param instances how many may be open at a time, with and without a client
     */
    PipeListeners(String name, int instances, Events events) {
        this.name = name;
        this.free = new Semaphore(instances);
        this.events = events;
    }

    /** Starts so many instances, each with a thread that waits for a client; fails when the first can't be made. */
    void start(int number) throws IOException {
        wanted = number;
        for (int i = 0; i < number; i++) {
            try {
                if (!startOne()) {
                    return; // as many as there is room for
                }
            } catch (IOException e) {
                if (i == 0) {
                    throw e;
                }
                return;
            }
        }
    }

    /**
     * From now on so many listen, as far as the pipe's number of instances allows. One thread at a time.
     *
     * @param atATime how many of those that lack are made now; the others by the next calls
     */
    void keep(int number, int atATime) {
        wanted = number;
        more(Math.min(atATime, number - listening.size()));
    }

    /** Lets so many more listen now; those that clients open are replaced until there are as many as are kept. */
    void more(int number) {
        try {
            for (int i = 0; i < number; i++) {
                if (closed || !startOne()) {
                    return;
                }
            }
        } catch (IOException | OutOfMemoryError e) {
            trouble(e);
        }
    }

    private boolean startOne() throws IOException {
        if (!free.tryAcquire()) {
            return false;
        }
        Map.Entry<Long, PipeEnd> first;
        try {
            first = listening.add(events::listen);
        } catch (IOException e) {
            free.release();
            throw e;
        }
        try {
            RelayThreads.run("pipe " + name + " accept", () -> acceptAll(first));
        } catch (OutOfMemoryError e) {
            drop(first.getKey(), first.getValue());
            throw e;
        }
        return true;
    }

    /** An instance that was handed over is closed. */
    void release() {
        free.release();
    }

    /** Those that listen at this moment. */
    ListeningEnds listening() {
        return listening;
    }

    /** One listener's life: an instance, a client, the next instance. */
    private void acceptAll(Map.Entry<Long, PipeEnd> first) {
        Thread thread = Thread.currentThread();
        acceptors.add(thread);
        try {
            for (Map.Entry<Long, PipeEnd> one = first; one != null; one = nextInstance()) {
                accept(one.getKey(), one.getValue());
            }
        } finally {
            acceptors.remove(thread);
        }
    }

    private void accept(long age, PipeEnd instance) {
        try {
            instance.accept();
            if (events.inOrder()) {
                handOverInTurn(age, instance);
            } else {
                handOver(age, instance);
            }
        } catch (ClosedChannelException e) {
            drop(age, instance);
        } catch (IOException | OutOfMemoryError e) {
            trouble(e);
            drop(age, instance);
        }
    }

    private void handOver(long age, PipeEnd instance) {
        listening.remove(age);
        events.client(instance);
    }

    /**
     * After those that have listened for longer and have got a client, too, of which their threads weren't told yet: they came
     * first where the instance that listens for longest is the next client's (Wine; Windows doesn't say).
     */
    private synchronized void handOverInTurn(long age, PipeEnd instance) {
        long deadline = System.nanoTime() + TURN_NANOS;
        try {
            while (!closed && System.nanoTime() - deadline < 0 && listening.olderHasClient(age)) {
                wait(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handOver(age, instance);
        notifyAll();
    }

    private void drop(long age, PipeEnd instance) {
        listening.remove(age);
        instance.close();
        events.dropped();
        free.release();
    }

    /** The next that listens, once the number of instances allows it; null when there are enough or this is closed. */
    private Map.@Nullable Entry<Long, PipeEnd> nextInstance() {
        while (!closed && listening.size() < wanted) {
            if (!acquireFree()) {
                continue;
            }
            try {
                Map.Entry<Long, PipeEnd> made = listening.add(events::listen);
                events.trouble(null);
                return made;
            } catch (IOException e) {
                free.release();
                trouble(e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MS));
            }
        }
        return null;
    }

    private boolean acquireFree() {
        try {
            return free.tryAcquire(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            return false;
        }
    }

    private void trouble(Throwable failure) {
        if (!closed) {
            events.trouble(failure);
        }
    }

    /** Nobody can connect any more; instances that were handed over stay. Returns when no listener asks for more. */
    @Override
    public void close() {
        closed = true;
        listening.closeAll();
        boolean interrupted = false;
        while (!listening.isEmpty() || acceptors.stream().anyMatch(thread -> thread != Thread.currentThread())) {
            listening.closeAll();
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(CLOSE_LOOK_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
