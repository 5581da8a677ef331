package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState.Phase;
import dev.ipcscope.agent.win32.SwappedHandle;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One server's end that was taken over: lets clients in when the server does, one after the other.
 *
 * <pre>
 *  at the swap: the server waits for a client (or has one) on the old end, which returns as it would have
 *  afterwards:  server disconnects and listens on the private pipe ─▶ we disconnect and listen on the real one
 *               a client opens the real one                        ─▶ we open the private one
 *               the server closes its handle                       ─▶ we close the real end
 * </pre>
 */
final class SwappedEnd implements Runnable, Upstream {

    private static final System.Logger LOG = System.getLogger(SwappedEnd.class.getName());

    private static final int WAIT_MS = 50;
    private static final long POLL_NANOS = 1_000_000;
    private static final long STOP_NANOS = 2_000_000_000L;
    private static final String WAITING_READ =
            "the server may have waited in a read when its end was taken over:" + " what that one read gets isn't seen";

    private final HeldObject end;
    private final SwappedHandle handle;
    private final Recorder recorder;
    private final Processes processes;
    private volatile @Nullable PipeEnd next;
    private volatile @Nullable PipeEnd listening;
    private volatile @Nullable PipeConversation talking;
    private volatile boolean closed;
    private volatile boolean over;

    SwappedEnd(HeldObject end, SwappedHandle handle, Recorder recorder, Processes processes) {
        this.end = end;
        this.handle = handle;
        this.recorder = recorder;
        this.processes = processes;
        this.next = handle.first();
    }

    @Override
    public void run() {
        try {
            boolean there = first();
            while (there && !closed) {
                there = again();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "taken end of {0}: {1}", end.name(), e);
        } finally {
            undo();
        }
    }

    /** The client that is there already, or the one that the server was waiting for on the old end. */
    private boolean first() throws IOException {
        boolean before = handle.phase() == Phase.CONNECTED;
        if (!before && handle.phase() != Phase.LISTENING) {
            closeNext();
            return true;
        }
        Phase phase = handle.phaseNow();
        while (!closed && !over && phase == Phase.LISTENING) {
            LockSupport.parkNanos(POLL_NANOS);
            phase = handle.phaseNow();
        }
        if (phase == Phase.LISTENING) {
            return !over;
        }
        PipeEnd server = next;
        if (!before && server != null && !isAlive(server)) {
            over = true; // the server has ended while it waited: no client came
            return false;
        }
        talk(handle.forClient(), before);
        return true;
    }

    /** The next client, once the server listens again; false when it never will. */
    private boolean again() throws IOException {
        int waited = handle.awaitServer(1);
        if (waited == 0 || waited == Win32Exception.SEM_TIMEOUT) {
            handle.disconnect(); // not after a close: what the server wrote last may still be unread
            waited = Win32Exception.SEM_TIMEOUT;
        }
        while (!closed && waited == Win32Exception.SEM_TIMEOUT) {
            waited = handle.awaitServer(WAIT_MS);
        }
        if (waited != 0 && waited != Win32Exception.SEM_TIMEOUT) {
            over = true;
            return false;
        }
        if (closed) {
            return true;
        }
        PipeEnd client = handle.forClient();
        listening = client;
        try {
            if (!closed) {
                client.accept();
            }
        } catch (IOException e) {
            client.close();
            throw e;
        } finally {
            listening = null;
        }
        if (closed || over) {
            client.close();
            return !over;
        }
        next = handle.forServer();
        talk(client, false);
        return true;
    }

    private void talk(PipeEnd client, boolean before) {
        PipeConversation conversation =
                new PipeConversation(client, this, recorder, processes, before ? WAITING_READ : null);
        talking = conversation;
        try {
            conversation.run();
        } finally {
            talking = null;
        }
    }

    @Override
    public String name() {
        return end.name();
    }

    @Override
    public long serverPid(PipeEnd server) {
        return end.pid();
    }

    @Override
    public PipeEnd connect(PipeEnd client, BooleanSupplier wanted) throws IOException {
        PipeEnd server = next;
        next = null;
        if (server == null) {
            throw new ClosedChannelException();
        }
        return server;
    }

    @Override
    public void left(PipeEnd client) {
        talking = null;
    }

    /** Whether a client is connected. */
    boolean isTalking() {
        return talking != null;
    }

    /** Whether the server has closed it. */
    boolean isOver() {
        return over;
    }

    /** Gives the end back as soon as no client uses it; from any thread. */
    void stop() {
        closed = true;
        PipeConversation conversation = talking;
        if (conversation != null) {
            conversation.leaveAlone();
        }
        stopListening();
    }

    /** Looks whether the server has closed its end while we wait for a client; from one other thread. */
    void check() {
        PipeEnd waiting = next;
        boolean gone = listening != null
                ? handle.awaitServer(1) == Win32Exception.FILE_NOT_FOUND
                : waiting != null && !isAlive(waiting);
        if (gone) {
            over = true;
            stopListening();
        }
    }

    /** Comes as a client and goes, until the wait for one is over: cancelling it isn't possible for each kind of end. */
    private void stopListening() {
        long start = System.nanoTime();
        while (listening != null && System.nanoTime() - start < STOP_NANOS) {
            try (PipeEnd ours = PipeClient.connect(end.name())) {
                LockSupport.parkNanos(POLL_NANOS);
            } catch (IOException e) {
                LockSupport.parkNanos(POLL_NANOS); // it doesn't listen yet, or another client was quicker
            }
        }
    }

    private static boolean isAlive(PipeEnd end) {
        try {
            return end.isAlive();
        } catch (ClosedChannelException e) {
            return true; // it is being used up at this moment
        }
    }

    /** Gives the end back now, where the server still has its handle. */
    void undo() {
        try {
            handle.giveBack();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "giving the end of {0} back: {1}", end.name(), e);
        }
        // The server may wait for a client of the private pipe: one that comes and goes lets it look at its own again.
        try (PipeEnd ours = handle.awaitServer(1) == 0 ? handle.forServer() : null) {
            closeNext();
        } catch (IOException e) {
            // It didn't wait.
        } finally {
            handle.close();
        }
    }

    private void closeNext() {
        PipeEnd unused = next;
        next = null;
        if (unused != null) {
            unused.close();
        }
    }
}
