package dev.ipcscope.server.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ipcscope.agent.linux.Scheduling;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One browser's stream: a thread of its own that asks the tails ten times a second and sends one event. */
final class LiveStream implements Runnable {

    private static final System.Logger LOG = System.getLogger(LiveStream.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TICK_MILLIS = 100;
    private static final int NUMBERS_EVERY = 3;

    private final MessageStore store;
    private final SseClient client;
    private final Map<String, Tail> tails;
    private final Live.Rows rows;
    private final Live.Numbers numbers;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    LiveStream(MessageStore store, SseClient client, Map<String, Tail> tails, Live.Rows rows, Live.Numbers numbers) {
        this.store = store;
        this.client = client;
        this.tails = new LinkedHashMap<>(tails);
        this.rows = rows;
        this.numbers = numbers;
    }

    void start(String name) {
        Thread started = new Thread(Scheduling.givingWay(this), name);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    void end() {
        ended = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits until nothing is sent any more, or {@link System#nanoTime} has come so far. */
    void awaitEnd(long deadline) {
        Thread running = thread;
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (running == null || millis <= 0) {
            return;
        }
        try {
            running.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            for (int tick = 0; !ended && !client.terminated(); tick++) {
                tick(tick);
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "a live stream ended, the page opens another one: " + e);
        } finally {
            client.close();
        }
    }

    private void tick(int tick) throws IOException {
        List<Capture> captures = store.captures();
        List<Map<String, Object>> views = new ArrayList<>();
        for (Map.Entry<String, Tail> entry : tails.entrySet()) {
            Map<String, Object> view = view(entry.getKey(), entry.getValue(), captures, tick % NUMBERS_EVERY == 0);
            if (view.size() > 1) {
                views.add(view);
            }
        }
        if (!views.isEmpty()) {
            client.sendEvent("tick", JSON.writeValueAsString(Map.of("views", views)));
        }
    }

    private Map<String, Object> view(String key, Tail tail, List<Capture> captures, boolean withNumbers)
            throws IOException {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("key", key);
        Capture capture = captures.stream()
                .filter(c -> c.number() == tail.capture())
                .findAny()
                .orElse(null);
        if (capture == null) {
            view.put("gone", true);
            return view;
        }
        tail.tick(capture).ifPresent(news -> {
            view.put("rows", rows.render(news.messages()));
            view.put("skipped", news.skipped());
            view.put("exact", news.exact());
            view.put("cursor", news.cursor());
            view.put("first", capture.firstId());
        });
        if (withNumbers) {
            view.put("first", capture.firstId());
            view.put("live", capture.live());
            view.put("paused", capture.paused());
            view.put("numbers", numbers.of(capture.number()));
        }
        return view;
    }
}
