package dev.ipcscope.server.api;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.format.Format;
import dev.ipcscope.server.format.Formats;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.store.Count;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import io.javalin.http.Context;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everything that matches, streamed. */
final class QueryApi {

    private static final int BUFFER = 64 << 10;
    private static final long FLUSH_NANOS = 200_000_000L;
    private static final int MOST_IN_CLOCK_ORDER = 200_000;
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);

    private final MessageStore store;
    private final AgentRegistry agents;

    QueryApi(MessageStore store, AgentRegistry agents) {
        this.store = store;
        this.agents = agents;
    }

    void register(ApiRoutes routes) {
        String help = "All matching messages, ascending, streamed: filter, format (" + Formats.names()
                + "), capture (name or number), after (an id), limit. order=mono puts at most 200,000 in the order of"
                + " the agents' monotonic clocks. count=true gives only their number.";
        routes.get("/api/query", help, this::query);
        routes.post("/api/query", help + " The parameters as a form, for long filters.", this::query);
        routes.post(
                "/api/flush",
                "Asks the connected agents to send all they have and waits at most 5 s; warnings name those that"
                        + " didn't manage.",
                ctx -> Requests.answer(ctx, Json.object("warnings", agents.flushAll(FLUSH_LIMIT))));
    }

    private void query(Context ctx) throws IOException {
        Query query = Query.all(Requests.filter(ctx))
                .withCapture(Requests.capture(ctx, store))
                .withAfter(Requests.number(ctx, "after", 0))
                .withLimit(Requests.number(ctx, "limit", Long.MAX_VALUE));
        if (Requests.flag(ctx, "count")) {
            Count count = store.count(query, soFar -> true);
            Requests.answer(ctx, Json.object("messages", count.messages(), "bytes", count.bytes()));
            return;
        }
        boolean byClock = isByClock(ctx);
        Format format = format(Requests.param(ctx, "format", "jsonl").toLowerCase(Locale.ROOT));
        ctx.contentType(format.contentType());
        try (OutputStream out = new BufferedOutputStream(ctx.outputStream(), BUFFER)) {
            Sink sink = new Sink(format.writer(out), out);
            if (byClock) {
                new ClockOrder(store, MOST_IN_CLOCK_ORDER).stream(query, sink);
            } else {
                store.stream(query, sink);
            }
            sink.end();
        }
    }

    private static Format format(String name) {
        try {
            return Formats.find(name);
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isByClock(Context ctx) {
        String order = Requests.param(ctx, "order", "id");
        return switch (order) {
            case "id" -> false;
            case "mono" -> true;
            default -> throw new ApiException(400, "order is id or mono, not '" + order + "'");
        };
    }

    /** Flushes now and then, so that a slow search shows what it has found. */
    private static final class Sink implements Predicate<Message> {
        private final Format.Writer writer;
        private final OutputStream out;
        private long flushed = System.nanoTime();
        private @Nullable IOException failure;

        Sink(Format.Writer writer, OutputStream out) {
            this.writer = writer;
            this.out = out;
        }

        @Override
        public boolean test(Message message) {
            try {
                writer.write(message);
                if (System.nanoTime() - flushed > FLUSH_NANOS) {
                    writer.flush();
                    out.flush();
                    flushed = System.nanoTime();
                }
                return true;
            } catch (IOException | UncheckedIOException e) {
                failure = e instanceof IOException io ? io : new IOException(e);
                return false;
            }
        }

        void end() throws IOException {
            if (failure != null) {
                throw failure;
            }
            writer.flush();
        }
    }
}
