package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeClient.Met;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.PipeServer;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Our instances beside those of one living server, and the connections that keep the server's own ones in use. Ends with
 * the server; see {@link InjectedTap}.
 */
final class Injection implements Upstream, PipeListeners.Events, AutoCloseable {

    /** So many of our instances listen at least, also while the server has none free. */
    private static final int LEAST = 8;

    /**
     * So many listen at most while the server has more free: a burst of more clients than that finds the pipe busy for a
     * moment. They are made only where the number of instances isn't limited: else the server itself would lack them.
     */
    private static final int MOST = 256;

    private static final int MOST_FOR_CLIENTS = 64;

    /** So many more listen at a time, since making one takes as long as some looks at the server's. */
    private static final int AT_A_TIME = 32;

    /** Connections in a row at first. */
    private static final int PROBE = 32;

    private static final int MOST_ROUNDS = 16;

    private static final long TAKE_MILLIS = 100;

    private final String name;
    private final long self = ProcessHandle.current().pid();
    private final Recorder recorder;
    private final Processes processes;
    private final PipeShape shape;
    private final PipeSecurity security;
    private final PipeListeners listeners;
    private final Releases releases = new Releases();
    private final ServerPool pool = new ServerPool(releases::add);
    private final AtomicInteger ours = new AtomicInteger();
    private final Set<PipeEnd> inUse = ConcurrentHashMap.newKeySet();
    private final Set<PipeConversation> running = ConcurrentHashMap.newKeySet();
    private volatile String trouble = "";
    private volatile boolean closed;

    private Injection(String name, Recorder recorder, Processes processes, PipeEnd first) {
        this.name = name;
        this.recorder = recorder;
        this.processes = processes;
        this.shape = first.shape();
        this.security = PipeSecurity.copyOf(first);
        this.listeners = new PipeListeners(name, Integer.MAX_VALUE, this);
        pool.add(first);
    }

    /**
     * Takes its place beside the server that has this name.
     *
     * @throws TapWaitingException when there is no such pipe or all its instances are in use
     */
    static Injection begin(String name, Recorder recorder, Processes processes) throws IOException {
        PipeEnd first = PipeRefusals.probe(name);
        Injection injection;
        try {
            PipeRefusals.ownTap(first);
            injection = new Injection(name, recorder, processes, first);
        } catch (IOException e) {
            first.close();
            throw e;
        }
        try {
            injection.listeners.start(LEAST);
            injection.takeAll();
            return injection;
        } catch (IOException e) {
            injection.close();
            throw PipeRefusals.of(name, injection.shape, e);
        } catch (OutOfMemoryError e) {
            injection.close();
            throw e;
        }
    }

    /** Meets the server's instances until none listens, without going on for ever when it makes new ones. */
    private void takeAll() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            PipeState state = state(listeners.listening().any());
            int left = state == null ? 1 : state.instances() - ours() - pool.size();
            if (left <= 0 || refill(0, Math.min(left, PROBE)).others().isEmpty()) {
                return;
            }
            keepListening();
        }
    }

    /**
     * Opens the pipe until so many of the server's instances are met or none is left; they are kept for clients.
     *
     * @param likelyOwn how many of ours are believed to be met first
     */
    Met refill(int likelyOwn, int wanted) {
        if (closed) {
            return new Met(List.of(), false);
        }
        Met met = PipeClient.connectToOthers(
                name,
                shape.access(),
                self,
                likelyOwn,
                wanted,
                wanted + listeners.listening().size());
        met.others().forEach(pool::add);
        return met;
    }

    /**
     * Lets as many of ours listen as the server has free, so that clients find as many as without us, and as many as there
     * are clients, since those may all come again in the time that a busy machine takes to get at the server's. Within
     * bounds.
     */
    void keepListening() {
        boolean limited = shape.maxInstances() < PipeShape.UNLIMITED;
        int demand = Math.max(pool.size(), Math.min(MOST_FOR_CLIENTS, running.size()));
        listeners.keep(limited ? LEAST : Math.max(LEAST, Math.min(MOST, demand)), AT_A_TIME);
    }

    PipeListeners listeners() {
        return listeners;
    }

    /** Where it is told that connections to the server are over. */
    Releases releases() {
        return releases;
    }

    /** What the pipe tells about itself by an instance of ours; null when that can't be asked at this moment. */
    static @Nullable PipeState state(@Nullable PipeEnd end) {
        try {
            return end == null ? null : end.state();
        } catch (IOException e) {
            return null; // a client has just come
        }
    }

    /** How many instances are ours. */
    int ours() {
        return ours.get();
    }

    /** How many of the server's instances are known to be connected to us. */
    int consumed() {
        return pool.size() + inUse.size();
    }

    ServerPool pool() {
        return pool;
    }

    int conversations() {
        return running.size();
    }

    /** What doesn't work at this moment, or empty. */
    String trouble() {
        return trouble;
    }

    @Override
    public PipeEnd listen() throws IOException {
        PipeEnd end = PipeServer.listen(name, shape, security, false);
        ours.incrementAndGet();
        return end;
    }

    @Override
    public void client(PipeEnd instance) {
        if (isOurselves(instance)) {
            instance.close();
            gone();
            return;
        }
        PipeConversation conversation = new PipeConversation(instance, this, recorder, processes);
        running.add(conversation);
        try {
            RelayThreads.run("pipe " + name, () -> {
                try {
                    conversation.run();
                } finally {
                    running.remove(conversation);
                    gone();
                }
            });
        } catch (OutOfMemoryError e) {
            running.remove(conversation);
            throw e;
        }
    }

    private void gone() {
        ours.decrementAndGet();
        listeners.release();
    }

    @Override
    public void dropped() {
        ours.decrementAndGet();
    }

    private boolean isOurselves(PipeEnd instance) {
        try {
            return instance.clientPid() == self;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void trouble(@Nullable Throwable failure) {
        trouble = failure == null ? "" : String.valueOf(failure.getMessage());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PipeEnd connect(PipeEnd client, BooleanSupplier wanted) throws IOException {
        while (true) {
            PipeEnd end = closed ? direct() : pool.take(TAKE_MILLIS);
            if (end != null) {
                inUse.add(end);
                return end;
            }
            if (!wanted.getAsBoolean()) {
                throw new Win32Exception("waiting for a free instance of " + name, Win32Exception.PIPE_BUSY);
            }
        }
    }

    /** For a client that came while the tap was closing. */
    private @Nullable PipeEnd direct() throws IOException {
        try {
            PipeEnd end = PipeClient.connect(name);
            if (end.serverPid() != self) {
                return end;
            }
            end.close();
        } catch (Win32Exception e) {
            if (e.code() != Win32Exception.PIPE_BUSY) {
                throw e;
            }
            PipeClient.await(name, (int) TAKE_MILLIS);
        }
        return null;
    }

    @Override
    public void release(PipeEnd server) {
        if (inUse.remove(server)) {
            releases.add(server);
        }
    }

    /** Gives the server's instances back to it, before {@link #close}. */
    void giveBack() {
        closed = true;
        pool.close();
    }

    /** Nobody meets us any more. Who is connected stays so, unseen, until one of both hangs up. */
    @Override
    public void close() {
        giveBack();
        listeners.close();
        running.forEach(PipeConversation::leaveAlone);
        security.close();
    }
}
