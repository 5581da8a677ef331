package dev.ipcscope.server.api;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.server.format.MemoryJson;
import dev.ipcscope.server.format.MemoryText;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.server.memory.NotNowException;
import dev.ipcscope.server.memory.Rebuilder;
import dev.ipcscope.server.memory.When;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shared memory as it was at a moment. */
final class MemoryApi {

    private static final int MOST = 100;
    private static final long USUAL_BYTES = 16 << 20;

    private final MessageStore store;
    private final Rebuilder rebuilder;

    MemoryApi(MessageStore store) {
        this.store = store;
        this.rebuilder = new Rebuilder(store);
    }

    void register(ApiRoutes routes) {
        String help = "Shared memory as it was: filter (which conversations), at (a time as in filters, id:N for the"
                + " moment after a message, or nothing for the newest), format (jsonl or text), capture (a name), offset"
                + " and length of the bytes (16 MiB; beside the named ones only these are rebuilt, and changed tells of no others),"
                + " layout (a layout file's text, instead of the tap's), limit (100"
                + " memories). Where there was none the answer is empty.";
        routes.get("/api/memory", help, this::memory);
        routes.post("/api/memory", help + " The parameters as a form, for long layouts.", this::memory);
    }

    private void memory(Context ctx) throws IOException {
        When when = when(ctx);
        Layout layout = layout(ctx);
        Range window = new Range(Requests.number(ctx, "offset", 0), Requests.number(ctx, "length", USUAL_BYTES));
        String format = Requests.param(ctx, "format", "jsonl").toLowerCase(Locale.ROOT);
        if (!format.equals("jsonl") && !format.equals("text")) {
            throw new ApiException(400, "memory is told as jsonl or text, not as '" + format + "'");
        }
        List<ConversationSummary> talks = conversations(ctx);
        ctx.contentType(format.equals("text") ? "text/plain; charset=utf-8" : "application/x-ndjson");
        List<Rebuilder.Found> found = new ArrayList<>();
        for (ConversationSummary talk : talks) {
            find(talk, when, layout, window).ifPresent(found::add);
        }
        Moment first = found.isEmpty() ? null : rebuild(found.get(0)); // refused as long as that can be told
        OutputStream out = ctx.outputStream();
        for (int i = 0; i < found.size(); i++) {
            write(i == 0 && first != null ? first : found.get(i).rebuild(), format, window, out);
            first = null;
        }
    }

    private static void write(Moment moment, String format, Range window, OutputStream out) throws IOException {
        if (format.equals("text")) {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            MemoryText.write(moment, window, text);
            text.flush();
        } else {
            MemoryJson.write(moment, window, out);
        }
        out.flush();
    }

    /** Those that have a snapshot. */
    private List<ConversationSummary> conversations(Context ctx) throws IOException {
        Query query = Query.all(Rebuilder.snapshotsOf(Requests.filter(ctx)))
                .withCapture(Requests.capture(ctx, store))
                .withLimit(Math.min(MOST, Requests.number(ctx, "limit", MOST)));
        return store.conversations(query, Long.MAX_VALUE);
    }

    private static Moment rebuild(Rebuilder.Found found) throws IOException {
        try {
            return found.rebuild();
        } catch (NotNowException e) {
            throw new ApiException(503, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Rebuilder.Found> find(ConversationSummary talk, When when, @Nullable Layout layout, Range window)
            throws IOException {
        try {
            return rebuilder.find(talk.conversation().number(), when, layout, window);
        } catch (NotNowException e) {
            throw new ApiException(503, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, talk.conversation().endpoint() + ": " + e.getMessage());
        }
    }

    private static When when(Context ctx) {
        try {
            return When.parse(Requests.param(ctx, "at"), Clock.systemDefaultZone());
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "at: " + e.getMessage());
        }
    }

    private static @Nullable Layout layout(Context ctx) {
        String text = Requests.param(ctx, "layout", "");
        try {
            return text.isEmpty() ? null : LayoutFile.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (LayoutException e) {
            throw new ApiException(400, "layout: " + e.getMessage());
        }
    }
}
