package dev.ipcscope.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.agent.uplink.Uplink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps the control channel up, answers what the server asks, and tells it the news. */
public final class ControlClient implements Runnable, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ControlClient.class.getName());
    private static final long NEWS_NANOS = 1_000_000_000L;
    private static final long RETRY_NANOS = 500_000_000L;
    private static final int THREADS = 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Uplink uplink;
    private final Operations operations;
    private final Thread thread = new Thread(this, "ipcscope-control");
    private final ExecutorService executor =
            new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread worker = new Thread(task, "ipcscope-operation");
                worker.setDaemon(true);
                return worker;
            });
    private volatile @Nullable Server server;
    private volatile boolean changed = true;
    private volatile boolean stopped;
    private final CountDownLatch connectedOnce = new CountDownLatch(1);

    /** Who the server knows us as. */
    private record Server(UUID spool, String name) {}

    /** Not running yet. */
    public ControlClient(Uplink uplink, Operations operations) {
        this.uplink = uplink;
        this.operations = operations;
        thread.setDaemon(true);
    }

    /** Begins to connect, as soon as {@link #welcomed} was called. */
    public void start() {
        thread.start();
    }

    /** The server knows us under this name. */
    public void welcomed(UUID spool, String name) {
        server = new Server(spool, name);
        LockSupport.unpark(thread);
    }

    /** Waits until the server could ask something for the first time; false when the limit came first. */
    boolean awaitConnected(Duration limit) throws InterruptedException {
        return connectedOnce.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A tap's state has changed: the server is told at once. */
    public void tapsChanged() {
        changed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            Server known = server;
            if (known != null) {
                try {
                    connected(known);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "No control channel: {0}", e.getMessage());
                }
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private void connected(Server known) throws IOException {
        CompletableFuture<Uplink.Channel> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (Uplink.Channel channel = uplink.control(
                known.spool(), known.name(), text -> opened.thenAccept(ready -> incoming(text, ready)), () -> {
                    ended.complete(true);
                    LockSupport.unpark(thread);
                })) {
            opened.complete(channel);
            connectedOnce.countDown();
            @Nullable List<TapStatus> toldTaps = null;
            long told = 0;
            while (!stopped && !ended.isDone() && known.equals(server)) {
                boolean second = System.nanoTime() - told >= NEWS_NANOS || told == 0;
                if (changed || second) {
                    changed = false;
                    List<TapStatus> taps = operations.taps();
                    if (!taps.equals(toldTaps)) { // most of the time nothing of them has changed
                        push(channel, "taps", taps);
                        toldTaps = taps;
                    }
                }
                if (second) {
                    told = System.nanoTime();
                    push(channel, "counters", operations.counters());
                }
                LockSupport.parkNanos(NEWS_NANOS / 4);
            }
        }
    }

    private static void push(Uplink.Channel channel, String what, Object value) {
        ObjectNode message = JSON.createObjectNode().put("push", what);
        message.set("value", JSON.valueToTree(value));
        channel.send(message.toString());
    }

    private void incoming(String text, Uplink.Channel channel) {
        try {
            JsonNode message = JSON.readTree(text);
            executor.execute(() -> channel.send(answer(message)));
        } catch (JsonProcessingException e) {
            channel.close();
        } catch (RejectedExecutionException e) {
            channel.send("{\"id\":0,\"error\":\"this agent has too much to do\"}");
        }
    }

    private String answer(JsonNode message) {
        ObjectNode answer = JSON.createObjectNode().put("id", message.path("id").asLong());
        try {
            Object result = operations.execute(message.path("op").asText(), message.path("args"));
            answer.set("result", JSON.valueToTree(result));
        } catch (TapSpecException e) {
            answer.put("error", (e.column() > 0 ? "column " + e.column() + ": " : "") + e.getMessage());
            answer.put("wrong", true); // what was asked for, not something here
        } catch (IOException | RuntimeException e) {
            answer.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return answer.toString();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        executor.shutdownNow();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
