package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.PipeClient;
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

    /** Instances that listen at the same time, so that a burst of clients finds one each. */
    private static final int LISTENING = 8;

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
            injection.listeners.start(LISTENING);
            while (!injection.refill().isEmpty()) {
                // until none of the server's instances listens
            }
            return injection;
        } catch (IOException e) {
            injection.close();
            throw PipeRefusals.of(name, injection.shape, e);
        } catch (OutOfMemoryError e) {
            injection.close();
            throw e;
        }
    }

    /** Opens the pipe as often as it takes to get past our own instances; what met the server is kept and returned. */
    List<PipeEnd> refill() {
        if (closed) {
            return List.of();
        }
        List<PipeEnd> met = PipeClient.connectToOthers(name, shape.access(), self, listeners.size() + 1);
        met.forEach(pool::add);
        return met;
    }

    /** Where it is told that connections to the server are over. */
    Releases releases() {
        return releases;
    }

    /** What the pipe tells about itself; null when it can't be asked at this moment. */
    @Nullable
    PipeState state() {
        PipeEnd end = listeners.any();
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
            RelayThreads.start("pipe " + name, () -> {
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
