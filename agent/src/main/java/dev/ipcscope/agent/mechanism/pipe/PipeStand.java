package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The front of a relay for as long as the real pipe lives. Its instances listen when the real pipe has a free one, so that
 * clients see what they would see there:
 *
 * <pre>
 *   real pipe has a free instance   ─▶ as many of ours listen as are free, up to a bound
 *             has none              ─▶ none listens: ERROR_PIPE_BUSY (231), and WaitNamedPipe waits
 *             is gone for a second  ─▶ this ends: ERROR_FILE_NOT_FOUND (2)
 * </pre>
 *
 * One that listens already is never closed for that, as its client may have come in the same moment; that client waits.
 */
final class PipeStand implements PipeListeners.Events, Upstream, AutoCloseable {

    /** Instances that listen at most, so that a burst of clients finds one each, as with the real pipe; a thread each. */
    private static final int MOST = 64;

    /** As many listen while it isn't known how many of the real pipe's instances are free. */
    private static final int USUAL = 4;

    /** How long a server may be without its name: some close their only instance and make it anew for each client. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The first and the longest wait for a free instance of the real pipe, which ends when there is one, and only then. */
    private static final int WAIT_MS = 100;

    private static final int LONGEST_WAIT_MS = 4_000;

    private static final int MISSING_MS = 20;

    /** Between two looks while nothing of ours happens: other clients and the server's end are seen by these only. */
    private static final int IDLE_MS = 4_000;

    private final PipeTarget target;
    private final PipeFront front;
    private final PipeListeners listeners;
    private final BiConsumer<PipeStand, PipeEnd> clients;
    private final Consumer<@Nullable Throwable> troubles;
    private final ArrivalOrder coming = new ArrivalOrder();
    private final Set<PipeEnd> handedOver = ConcurrentHashMap.newKeySet();
    private final Set<PipeEnd> connected = ConcurrentHashMap.newKeySet();
    private volatile @Nullable PipeEnd last;
    private int instances; // of the real pipe, as far as known; 0: not
    private boolean news; // guarded by this
    private volatile boolean waits;
    private volatile boolean closed;

    /**
     * Listens to nothing yet.
     *
     * @param most instances of the front at a time
     * @param probe a connection to the real pipe, or null
     * @param clients gets each instance with its client, and calls {@link #left} when it is closed
     * @param troubles told of what fails and, with null, that it works again
     */
    PipeStand(
            PipeTarget target,
            PipeFront front,
            String name,
            int most,
            @Nullable PipeEnd probe,
            BiConsumer<PipeStand, PipeEnd> clients,
            Consumer<@Nullable Throwable> troubles) {
        this.target = target;
        this.front = front;
        this.last = probe;
        this.clients = clients;
        this.troubles = troubles;
        this.listeners = new PipeListeners(name, most, this);
    }

    /** Listens; fails when not even one instance can be made. */
    void start() throws IOException {
        listeners.start(Math.max(1, wanted(target.look(1))));
    }

    /** Follows the real pipe until it is gone or this is closed. */
    void follow() {
        long missingSince = 0;
        int wait = 0; // while none of the real pipe's instances is free
        while (!closed) {
            boolean busy = !coming.isEmpty();
            int look = busy ? Win32Exception.SEM_TIMEOUT : look(Math.max(1, wait));
            boolean missing = look == Win32Exception.FILE_NOT_FOUND;
            long now = System.nanoTime();
            missingSince = !missing ? 0 : missingSince == 0 ? now : missingSince;
            if (missing && now - missingSince > GRACE_NANOS) {
                return;
            }
            boolean full = look == Win32Exception.SEM_TIMEOUT;
            if (!busy) {
                keep(wanted(look));
            }
            wait = busy || !full ? 0 : Math.min(LONGEST_WAIT_MS, Math.max(WAIT_MS, wait * 2));
            if (wait == 0) {
                awaitNews(busy || missing ? MISSING_MS : IDLE_MS);
            }
        }
    }

    private int look(int milliseconds) {
        waits = milliseconds > 1;
        try {
            return target.look(milliseconds);
        } finally {
            waits = false;
        }
    }

    /** Whether {@link #follow} waits for a free instance, which ends by itself, within four seconds, and does nothing else. */
    boolean isWaiting() {
        return waits;
    }

    /** How many of ours shall listen. */
    private int wanted(int look) {
        int kept = target.keeps() ? 1 : 0;
        return switch (look) {
            case Win32Exception.FILE_NOT_FOUND, Win32Exception.SEM_TIMEOUT -> kept;
            case 0 -> Math.min(MOST, kept + free(kept));
            default -> USUAL; // the system doesn't tell, as of a pipe of another machine
        };
    }

    /** How many of the real pipe's instances are free, when one is at least. */
    private int free(int kept) {
        PipeEnd end = last;
        try {
            PipeState state = end == null ? null : end.state();
            if (state != null && state.phase() == PipeState.Phase.CONNECTED) {
                instances = state.instances();
            }
        } catch (ClosedChannelException e) {
            last = null;
        }
        return instances == 0 ? USUAL : Math.max(1, instances - connected.size() - kept);
    }

    private synchronized void keep(int number) {
        if (!closed && coming.isEmpty()) {
            listeners.keep(number, MOST);
        }
    }

    private synchronized void awaitNews(int millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis; !news && !closed && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        news = false;
    }

    private synchronized void tell() {
        news = true;
        notifyAll();
    }

    @Override
    public PipeEnd listen() throws IOException {
        return front.listen();
    }

    /** It isn't replaced before it is known whether the real pipe has another free instance. */
    @Override
    public void client(PipeEnd instance) {
        synchronized (this) {
            coming.add(instance);
            handedOver.add(instance);
            listeners.keep(listeners.listening().size(), 0);
        }
        clients.accept(this, instance);
    }

    @Override
    public void left(PipeEnd instance) {
        if (handedOver.remove(instance)) {
            coming.remove(instance);
            listeners.release();
            tell();
        }
    }

    @Override
    public boolean inOrder() {
        return true;
    }

    @Override
    public void trouble(@Nullable Throwable failure) {
        troubles.accept(failure);
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public PipeEnd connect(PipeEnd client, BooleanSupplier wanted) throws IOException {
        try {
            coming.awaitTurn(client);
            PipeEnd server = target.connect(client, wanted);
            connected.add(server);
            last = server;
            return server;
        } finally {
            coming.remove(client);
            tell();
        }
    }

    @Override
    public void release(PipeEnd server) {
        if (connected.remove(server)) {
            tell();
        }
    }

    @Override
    public void tell(String trouble) {
        target.tell(trouble);
    }

    /** Nobody can connect any more; the name goes with the last client. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        listeners.close();
        front.close();
    }
}
