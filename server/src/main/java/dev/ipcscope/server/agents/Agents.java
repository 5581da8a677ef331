package dev.ipcscope.server.agents;

import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.agent.wire.Protocol;
import dev.ipcscope.server.ingest.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** All agents by the name they are shown under. */
public final class Agents implements AgentRegistry, AutoCloseable {

    private static final long PING_SECONDS = 3;

    private final Intake intake;
    private final ToLongFunction<UUID> stored;
    private final Map<String, AgentSession> sessions = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ipcscope-agents");
        thread.setDaemon(true);
        return thread;
    });

    /** Agents whose batches go into this intake; {@code stored} tells the last sequence number of a spool. */
    public Agents(Intake intake, ToLongFunction<UUID> stored) {
        this.intake = intake;
        this.stored = stored;
        var unused = timer.scheduleAtFixedRate(
                () -> sessions.values().forEach(AgentSession::ping), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * An agent begins a stream of this spool.
     *
     * @throws RefusedException in words when its version doesn't match
     */
    public Uplink.Welcome hello(UUID spool, AgentInfo info, String address, boolean embedded) throws RefusedException {
        if (info.protocol() != Protocol.VERSION) {
            throw new RefusedException("the agent " + info.name() + " (ipcscope " + info.version()
                    + ") speaks protocol version " + info.protocol() + " and this server version " + Protocol.VERSION
                    + ": run the same version of ipcscope on both sides");
        }
        AgentSession session = session(info, address, embedded);
        Intake.Beginning beginning = intake.begin(spool, session.name());
        changed();
        return new Uplink.Welcome(beginning.stream(), session.name(), beginning.lastSeq(), beginning.store());
    }

    private synchronized AgentSession session(AgentInfo info, String address, boolean embedded) {
        for (AgentSession session : sessions.values()) {
            if (session.isSameAgent(info)) {
                session.renew(info, address);
                return session;
            }
        }
        String name = info.name();
        for (int i = 2; sessions.containsKey(name) && !sessions.get(name).isReplacedBy(info); i++) {
            name = info.name() + "-" + i;
        }
        AgentSession fresh = new AgentSession(name, info, address, embedded, stored, this::changed);
        sessions.put(name, fresh);
        return fresh;
    }

    /** The agent of this name and spool, for its control channel. */
    Optional<AgentSession> session(String name, UUID spool) {
        return Optional.ofNullable(sessions.get(name))
                .filter(session -> session.status().info().spool().equals(spool));
    }

    @Override
    public List<AgentStatus> agents() {
        return sessions.values().stream()
                .map(AgentSession::status)
                .sorted(Comparator.comparing(AgentStatus::name))
                .toList();
    }

    @Override
    public Optional<AgentHandle> agent(String name) {
        return Optional.ofNullable(sessions.get(name));
    }

    @Override
    public List<String> flushAll(Duration limit) {
        return ask(session -> session.flush(limit), limit, "has not delivered everything yet");
    }

    @Override
    public List<String> eraseSent(Duration limit) {
        return ask(
                session -> session.eraseSent().thenApply(done -> true),
                limit,
                "has not erased yet what it keeps of its messages on its own disk");
    }

    /** Asks all that are connected and waits for them; a sentence for each that answers false, late or not at all. */
    private List<String> ask(
            Function<AgentSession, CompletableFuture<Boolean>> question, Duration limit, String otherwise) {
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
        for (AgentSession session : sessions.values()) {
            if (session.status().connected()) {
                answers.put(session.name(), question.apply(session));
            }
        }
        List<String> late = new ArrayList<>();
        for (Map.Entry<String, CompletableFuture<Boolean>> each : answers.entrySet()) {
            String sentence = "agent " + each.getKey() + " " + otherwise;
            try {
                long rest = Math.max(1, deadline - System.nanoTime());
                if (!each.getValue().get(rest, TimeUnit.NANOSECONDS)) {
                    late.add(sentence);
                }
            } catch (TimeoutException e) {
                late.add(sentence);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                late.add(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                late.add("interrupted");
                return late;
            }
        }
        return late;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        sessions.values().forEach(AgentSession::end);
    }
}
