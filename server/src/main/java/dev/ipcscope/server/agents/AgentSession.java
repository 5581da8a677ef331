package dev.ipcscope.server.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ipcscope.agent.control.DoctorReport;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.Uplink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One agent: what it told last, and its control channel as long as it is connected. */
final class AgentSession implements AgentHandle {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 1000;
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final String name;
    private final boolean embedded;
    private final ToLongFunction<UUID> stored;
    private final Runnable changed;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Clock clock = new Clock();
    private volatile AgentInfo info;
    private volatile String address;
    private volatile Uplink.@Nullable Channel channel;
    private volatile long since = now();
    private volatile long lastSeen = since;
    private volatile List<TapStatus> taps = List.of();
    private volatile @Nullable Counters counters;

    AgentSession(
            String name,
            AgentInfo info,
            String address,
            boolean embedded,
            ToLongFunction<UUID> stored,
            Runnable changed) {
        this.name = name;
        this.info = info;
        this.address = address;
        this.embedded = embedded;
        this.stored = stored;
        this.changed = changed;
    }

    String name() {
        return name;
    }

    /** The same run, or one that goes on with the same spool. */
    boolean isSameAgent(AgentInfo other) {
        return info.spool().equals(other.spool()) || info.instance().equals(other.instance());
    }

    /** Whether an agent of the same name takes this one's place: it isn't live any more. */
    boolean isReplacedBy(AgentInfo other) {
        return channel == null
                && info.name().equals(other.name())
                && info.host().equals(other.host())
                && now() - lastSeen > 10_000_000_000L;
    }

    void renew(AgentInfo fresh, String from) {
        info = fresh;
        address = from;
        lastSeen = now();
    }

    synchronized void connected(Uplink.Channel fresh) {
        Uplink.Channel old = channel;
        channel = fresh;
        since = lastSeen = now();
        if (old != null) {
            old.close();
        }
        changed.run();
    }

    synchronized void disconnected(Uplink.Channel old) {
        if (channel == old) {
            channel = null;
            since = now();
            waiting.values().forEach(answer -> answer.completeExceptionally(vanished()));
            waiting.clear();
            changed.run();
        }
    }

    private AgentException vanished() {
        return new AgentException("agent " + name + " is not connected");
    }

    /** A text from the agent. */
    void receive(String text) {
        lastSeen = now();
        try {
            JsonNode message = JSON.readTree(text);
            if (message.has("push")) {
                push(message.path("push").asText(), message.path("value"));
                return;
            }
            CompletableFuture<JsonNode> answer =
                    waiting.remove(message.path("id").asLong());
            if (answer != null && message.has("error")) {
                answer.completeExceptionally(new AgentException(
                        message.path("error").asText(), message.path("wrong").asBoolean()));
            } else if (answer != null) {
                answer.complete(message.path("result"));
            }
        } catch (IOException | IllegalArgumentException e) {
            end();
        }
    }

    private void push(String what, JsonNode value) throws IOException {
        if (what.equals("taps")) {
            taps = JSON.convertValue(value, new TypeReference<>() {});
        } else if (what.equals("counters")) {
            counters = JSON.convertValue(value, Counters.class);
        }
        changed.run();
    }

    void end() {
        Uplink.Channel open = channel;
        if (open != null) {
            open.close();
            disconnected(open);
        }
    }

    /** Measures the clock's offset. */
    void ping() {
        if (channel == null) {
            return;
        }
        long sent = now();
        var unused = ask("ping", Map.of(), LIMIT).whenComplete((answer, error) -> {
            if (error == null) {
                clock.measured(sent, now(), answer.path("clock").asLong());
            }
        });
    }

    private CompletableFuture<JsonNode> ask(String op, Map<String, ?> args, Duration limit) {
        Uplink.Channel open = channel;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        if (open == null) {
            answer.completeExceptionally(vanished());
            return answer;
        }
        if (waiting.size() >= MOST_WAITING) {
            answer.completeExceptionally(new AgentException("agent " + name + " has too much to answer"));
            return answer;
        }
        long id = ids.incrementAndGet();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("op", op);
        message.set("args", JSON.valueToTree(args));
        try {
            open.send(JSON.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return limited(answer, id, op, limit);
    }

    private CompletableFuture<JsonNode> limited(
            CompletableFuture<JsonNode> answer, long id, String op, Duration limit) {
        CompletableFuture<JsonNode> late = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> answer.completeExceptionally(new AgentException(
                        "agent " + name + " did not answer '" + op + "' within " + limit.toSeconds() + " s")));
        answer.whenComplete((result, error) -> {
            waiting.remove(id);
            if (error == null) {
                late.complete(result);
            } else {
                late.completeExceptionally(error);
            }
        });
        return late;
    }

    private <T> CompletableFuture<T> as(CompletableFuture<JsonNode> answer, Function<JsonNode, T> read) {
        CompletableFuture<T> typed = new CompletableFuture<>();
        answer.whenComplete((result, error) -> {
            if (error != null) {
                typed.completeExceptionally(error);
                return;
            }
            try {
                typed.complete(read.apply(result));
            } catch (IllegalArgumentException e) {
                typed.completeExceptionally(new AgentException("agent " + name + " answered something else"));
            }
        });
        return typed;
    }

    @Override
    public AgentStatus status() {
        AgentInfo present = info;
        return new AgentStatus(
                name,
                present,
                embedded,
                channel != null,
                since,
                lastSeen,
                address,
                clock.offset(),
                clock.error(),
                stored.applyAsLong(present.spool()),
                taps,
                counters);
    }

    @Override
    public CompletableFuture<TapStatus> openTap(String spec) {
        return as(ask("taps.open", Map.of("spec", spec), LIMIT), n -> JSON.convertValue(n, TapStatus.class));
    }

    @Override
    public CompletableFuture<Void> closeTap(String spec) {
        return ask("taps.close", Map.of("spec", spec), LIMIT).thenApply(n -> null);
    }

    @Override
    public CompletableFuture<List<Endpoint>> endpoints() {
        return as(ask("endpoints", Map.of(), LIMIT), n -> JSON.convertValue(n, new TypeReference<List<Endpoint>>() {}));
    }

    @Override
    public CompletableFuture<Offer> offer(String mechanism, String endpoint) {
        return as(
                ask("offer", Map.of("mechanism", mechanism, "endpoint", endpoint), LIMIT),
                n -> JSON.convertValue(n, Offer.class));
    }

    @Override
    public CompletableFuture<DoctorReport> doctor() {
        return as(ask("doctor", Map.of(), LIMIT), n -> JSON.convertValue(n, DoctorReport.class));
    }

    @Override
    public CompletableFuture<Boolean> flush(Duration limit) {
        return as(ask("flush", Map.of("millis", limit.toMillis()), limit.plusSeconds(1)), JsonNode::asBoolean);
    }

    @Override
    public CompletableFuture<Void> eraseSent() {
        return ask("erase", Map.of(), LIMIT).thenApply(n -> null);
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
