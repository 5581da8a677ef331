package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.win32.PipeEnd;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps a few instances of a pipe listening and hands over each that a client has opened. */
final class PipeListeners implements AutoCloseable {

    private static final long RETRY_MS = 200;
    private static final long JOIN_MS = 50;

    private final String name;
    private final Semaphore free;
    private final Events events;
    private final Set<PipeEnd> listening = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** What the owner is asked and told, on threads of the listeners. */
    interface Events {
        /** Makes an instance that listens. */
        PipeEnd listen() throws IOException;

        /** A client has come; the instance is the receiver's, who calls {@link #release} when it is closed. */
        void client(PipeEnd instance);

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
        for (int i = 0; i < number && free.tryAcquire(); i++) {
            PipeEnd first;
            try {
                first = events.listen();
            } catch (IOException e) {
                free.release();
                if (i == 0) {
                    throw e;
                }
                return; // as many as there is room for
            }
            listening.add(first);
            threads.add(RelayThreads.start("pipe " + name + " accept " + i, () -> acceptAll(first)));
        }
    }

    /** An instance that was handed over is closed. */
    void release() {
        free.release();
    }

    /** One that listens, or null when none does at this moment. */
    @Nullable
    PipeEnd any() {
        for (PipeEnd end : listening) {
            return end;
        }
        return null;
    }

    /** How many listen. */
    int size() {
        return listening.size();
    }

    /** One listener's life: an instance, a client, the next instance. */
    private void acceptAll(PipeEnd first) {
        PipeEnd instance = first;
        while (instance != null) {
            try {
                instance.accept();
                listening.remove(instance);
                events.client(instance);
            } catch (ClosedChannelException e) {
                drop(instance);
            } catch (IOException | OutOfMemoryError e) {
                trouble(e);
                drop(instance);
            }
            instance = nextInstance();
        }
    }

    private void drop(PipeEnd instance) {
        listening.remove(instance);
        instance.close();
        events.dropped();
        free.release();
    }

    /** The next instance that listens, once the pipe's number of instances allows it; null when this is closed. */
    private @Nullable PipeEnd nextInstance() {
        while (!closed) {
            if (!acquireFree()) {
                continue;
            }
            try {
                PipeEnd instance = events.listen();
                listening.add(instance);
                events.trouble(null);
                if (closed) {
                    instance.close();
                }
                return instance;
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
        listening.forEach(PipeEnd::close);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread != Thread.currentThread() && thread.isAlive()) {
                listening.forEach(PipeEnd::close);
                try {
                    thread.join(JOIN_MS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
