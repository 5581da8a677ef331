package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The real pipe: connects to it, and keeps the first connection for the first client. */
final class PipeTarget implements Upstream, AutoCloseable {

    /** How long the connection that asked for the pipe's shape waits for a client. */
    static final Duration KEEP = Duration.ofSeconds(60);

    /**
     * For so long it is a client's also when the server has hung up meanwhile, which it would have done with that client:
     * each client is one connection, no more. Later the server may have been tired of waiting.
     */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** Servers with a single instance close it and make it anew: the name is gone for a moment. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** None of the system's errors. */
    private static final int UNKNOWN = -1;

    private static final int WAIT_MS = 100;
    private static final long PAUSE_NANOS = 5_000_000;

    private final String name;
    private @Nullable PipeEnd kept;
    private long keptSince;
    private volatile String trouble = "";

    PipeTarget(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** Connects to learn how the pipe is made. The connection is kept and stays this object's. */
    synchronized PipeEnd probe() throws IOException {
        PipeEnd end = PipeRefusals.probe(NetPipe.isUri(name) ? NetPipeLookup.resolve(name) : name);
        kept = end;
        keptSince = System.nanoTime();
        return end;
    }

    /** Whether the first connection still waits for a client. */
    synchronized boolean keeps() {
        return kept != null;
    }

    /**
     * Looks at the real pipe without connecting, and waits so long for a free instance.
     *
     * @return as {@link PipeClient#await}
     */
    int look(int milliseconds) {
        try {
            return PipeClient.await(current(), milliseconds);
        } catch (Win32Exception e) {
            return e.code();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Looks whether there is such a pipe, without connecting. */
    void mustExist() throws IOException {
        String real = NetPipe.isUri(name) ? NetPipeLookup.resolve(name) : name;
        if (PipeClient.await(real, 1) == Win32Exception.FILE_NOT_FOUND) {
            throw PipeRefusals.missing(name);
        }
    }

    @Override
    public PipeEnd connect(PipeEnd client, BooleanSupplier wanted) throws IOException {
        PipeEnd ready = takeKept();
        long missingSince = 0;
        while (ready == null) {
            try {
                ready = PipeClient.connectFor(client, current());
            } catch (Win32Exception e) {
                if (e.code() == Win32Exception.FILE_NOT_FOUND) {
                    missingSince = missingSince == 0 ? System.nanoTime() : missingSince;
                    if (System.nanoTime() - missingSince > GRACE.toNanos() || !wanted.getAsBoolean()) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                } else if (e.code() == Win32Exception.PIPE_BUSY && wanted.getAsBoolean()) {
                    PipeClient.await(current(), WAIT_MS);
                } else {
                    throw e;
                }
            }
        }
        return ready;
    }

    @Override
    public void tell(String newTrouble) {
        trouble = newTrouble;
    }

    /** Why the last client was hung up; empty when it wasn't. */
    String trouble() {
        return trouble;
    }

    /** The pipe's own name at this moment: a server with an address makes a new one at each start. */
    private String current() throws IOException {
        try {
            return NetPipe.isUri(name) ? NetPipeLookup.resolve(name) : name;
        } catch (TapWaitingException e) {
            throw new Win32Exception("finding the pipe of " + name, Win32Exception.FILE_NOT_FOUND);
        }
    }

    /** Gives the first connection up when no client has come for it. */
    synchronized void dropWhenOld() {
        if (kept != null && hasBeenKeptFor(KEEP)) {
            close();
        }
    }

    private boolean hasBeenKeptFor(Duration time) {
        return System.nanoTime() - keptSince > time.toNanos();
    }

    private synchronized @Nullable PipeEnd takeKept() throws IOException {
        PipeEnd end = kept;
        kept = null;
        if (end != null && hasBeenKeptFor(FRESH) && !end.isAlive()) {
            end.close();
            return null;
        }
        return end;
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
