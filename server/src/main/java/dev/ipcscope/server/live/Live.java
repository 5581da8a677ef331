package dev.ipcscope.server.live;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code /live}: server-sent events with what came after a cursor.
 *
 * <p>{@code /live?after=ID&filter=…&capture=N} is one view. A browser asks for the views of all its tabs at once, since
 * HTTP/1.1 gives it six connections: {@code /live?view=KEY:AFTER:CAPTURE:FILTER&view=…}.
 */
public final class Live implements AutoCloseable {

    private static final int MOST_STREAMS = 200;
    private static final int MOST_VIEWS = 100;
    private static final long CLOSE_NANOS = 2_000_000_000L;

    private final MessageStore store;
    private final Rows rows;
    private final Numbers numbers;
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean closing;

    /** Renders rows. */
    public interface Rows {
        /** The table rows of these messages as HTML. */
        String render(List<Message> messages);
    }

    /** Gives the numbers around the table. */
    public interface Numbers {
        /** What is to be shown with this capture; values are JSON's. */
        Map<String, Object> of(long capture) throws IOException;
    }

    /** Streams from this store; it isn't closed here. */
    public Live(MessageStore store, Rows rows, Numbers numbers) {
        this.store = store;
        this.rows = rows;
        this.numbers = numbers;
    }

    /** Adds the route. */
    public void register(RoutesConfig routes) {
        routes.sse("/live", this::open);
    }

    /** How many browsers are connected. */
    public int streams() {
        return streams.size();
    }

    private void open(SseClient client) {
        if (closing) { // it asks again, and finds the next server
            client.close();
            return;
        }
        Map<String, Tail> tails = tails(client);
        if (tails.isEmpty() || streams.size() >= MOST_STREAMS) {
            client.sendEvent("refused", "The view can't be read, or too many browsers are connected.");
            client.close();
            return;
        }
        client.keepAlive();
        LiveStream stream = new LiveStream(store, client, tails, rows, numbers);
        streams.add(stream);
        client.onClose(() -> {
            streams.remove(stream);
            stream.end();
        });
        stream.start("live-" + count.incrementAndGet());
        if (closing) {
            stream.end();
        }
    }

    private Map<String, Tail> tails(SseClient client) {
        List<Capture> captures = store.captures();
        Map<String, Tail> tails = new LinkedHashMap<>();
        for (String view : client.ctx().queryParams("view")) {
            String[] parts = view.split(":", 4);
            if (parts.length == 4 && tails.size() < MOST_VIEWS) {
                add(tails, parts[0], parts[1], parts[2], parts[3], captures);
            }
        }
        String after = client.ctx().queryParam("after");
        if (after != null) {
            add(tails, "", after, text(client, "capture"), text(client, "filter"), captures);
        }
        return tails;
    }

    private static String text(SseClient client, String name) {
        @Nullable String text = client.ctx().queryParam(name);
        return text == null ? "" : text;
    }

    private void add(
            Map<String, Tail> tails, String key, String after, String number, String text, List<Capture> captures) {
        Capture capture = captures.stream()
                .filter(c -> number.equals(String.valueOf(c.number())))
                .findAny()
                .orElse(captures.get(captures.size() - 1));
        try {
            Filter filter = FilterParser.parse(text);
            tails.put(key, new Tail(store, filter, capture.number(), Long.parseLong(after)));
        } catch (FilterException | NumberFormatException e) {
            // A page checks its filter before it asks; a view that can't be read gets nothing.
            return;
        }
    }

    /**
     * Ends all streams and takes no new ones; browsers try again on their own. Returns when nothing is sent any more:
     * a stream whose response the HTTP server has taken back while it stops would fail in many words.
     */
    @Override
    public void close() {
        closing = true;
        List<LiveStream> last = List.copyOf(streams);
        last.forEach(LiveStream::end);
        long deadline = System.nanoTime() + CLOSE_NANOS;
        last.forEach(stream -> stream.awaitEnd(deadline));
    }
}
