package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeShape.Access;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The real pipe: connects to it, and keeps the first connection for the first client. */
final class PipeTarget implements AutoCloseable {

    /** How long the connection that asked for the pipe's shape waits for a client. */
    static final Duration KEEP = Duration.ofSeconds(60);

    /** Servers with a single instance close it and make it anew: the name is gone for a moment. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int WAIT_MS = 100;
    private static final long PAUSE_NANOS = 5_000_000;

    private final String name;
    private @Nullable PipeEnd kept;
    private long keptUntil;

    PipeTarget(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Connects to learn how the pipe is made. The connection is kept and stays this object's. */
    synchronized PipeEnd probe() throws IOException {
        try {
            PipeEnd end = PipeClient.connect(name);
            kept = end;
            keptUntil = System.nanoTime() + KEEP.toNanos();
            return end;
        } catch (Win32Exception e) {
            switch (e.code()) {
                case Win32Exception.FILE_NOT_FOUND -> throw missing();
                case Win32Exception.PIPE_BUSY ->
                    throw new TapWaitingException("all instances of " + name + " are in use: waiting for a free one");
                default -> throw e;
            }
        }
    }

    /** Looks whether there is such a pipe, without connecting. */
    void mustExist() throws TapWaitingException {
        if (PipeClient.await(name, 1) == Win32Exception.FILE_NOT_FOUND) {
            throw missing();
        }
    }

    private TapWaitingException missing() {
        return new TapWaitingException("there is no pipe " + name + " yet: start its server");
    }

    /**
     * A connection for a client, waiting while all instances are in use, as long as the client itself waits.
     *
     * @param wanted asked now and then; false ends the wait
     */
    PipeEnd connect(BooleanSupplier wanted) throws IOException {
        PipeEnd ready = takeKept();
        long missingSince = 0;
        while (ready == null) {
            try {
                ready = PipeClient.connect(name);
            } catch (Win32Exception e) {
                if (e.code() == Win32Exception.FILE_NOT_FOUND) {
                    missingSince = missingSince == 0 ? System.nanoTime() : missingSince;
                    if (System.nanoTime() - missingSince > GRACE.toNanos() || !wanted.getAsBoolean()) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                } else if (e.code() == Win32Exception.PIPE_BUSY && wanted.getAsBoolean()) {
                    PipeClient.await(name, WAIT_MS);
                } else {
                    throw e;
                }
            }
        }
        return ready;
    }

    /** Gives the first connection up when no client has come for it. */
    synchronized void dropWhenOld() {
        if (kept != null && System.nanoTime() - keptUntil > 0) {
            close();
        }
    }

    private synchronized @Nullable PipeEnd takeKept() throws IOException {
        PipeEnd end = kept;
        kept = null;
        if (end != null && !isAlive(end)) {
            end.close();
            return null;
        }
        return end;
    }

    /** A pipe that only takes data can't be asked; its first write tells. */
    private static boolean isAlive(PipeEnd end) throws IOException {
        return end.shape().access() == Access.INBOUND || end.isAlive();
    }

    @Override
    public synchronized void close() {
        PipeEnd end = kept;
        kept = null;
        if (end != null) {
            end.close();
        }
    }
}
