package dev.ipcscope.server.api;

import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.JsonArray;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Pages of messages, single messages, payloads. */
final class MessagesApi {

    private static final int MOST = 1_000;
    private static final int USUAL = 100;
    private static final int SUMMARY_BYTES = 512;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(2);

    private final MessageStore store;

    MessagesApi(MessageStore store) {
        this.store = store;
    }

    void register(ApiRoutes routes) {
        routes.get(
                "/api/messages",
                "A page of messages without payloads: filter, capture (name or number), after and before (ids), order (asc or desc),"
                        + " limit (100, at most 1000). complete is false when the search ran out of time: go on from"
                        + " scannedTo.",
                this::page);
        routes.get("/api/messages/{id}", "One message with its payload (at most 64 MiB) in base64.", this::message);
        routes.get("/api/messages/{id}/payload", "The payload as it is.", this::payload);
    }

    private void page(Context ctx) throws IOException {
        String order = Requests.param(ctx, "order", "asc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw new ApiException(400, "order is asc or desc, not '" + order + "'");
        }
        Query query = new Query(
                Requests.filter(ctx),
                Requests.capture(ctx, store),
                Requests.number(ctx, "after", 0),
                Requests.number(ctx, "before", Long.MAX_VALUE),
                order.equals("asc"),
                Math.min(MOST, Requests.number(ctx, "limit", USUAL)),
                SUMMARY_BYTES,
                TIME_LIMIT);
        Page page = store.page(query);
        ctx.contentType("application/json");
        JsonArray.write(
                ctx.outputStream(),
                page.messages(),
                Json.object(
                        "complete",
                        page.complete(),
                        "scannedTo",
                        page.scannedTo(),
                        "scannedToTime",
                        page.scannedToTime() == 0 ? null : Times.utc(page.scannedToTime())));
    }

    private void message(Context ctx) throws IOException {
        long id = Requests.inPath(ctx, "id");
        var message = store.message(id).orElseThrow(() -> missing(id));
        ctx.contentType("application/json");
        JsonArray.write(ctx.outputStream(), message);
    }

    private void payload(Context ctx) throws IOException {
        long id = Requests.inPath(ctx, "id");
        InputStream payload = store.payload(id).orElseThrow(() -> missing(id));
        ctx.contentType("application/octet-stream");
        ctx.header("Content-Disposition", "attachment; filename=\"message-" + id + ".bin\"");
        try (payload) {
            payload.transferTo(ctx.outputStream());
        }
    }

    private static ApiException missing(long id) {
        return new ApiException(
                404,
                "there is no message " + id
                        + "; retention or a deleted capture may have removed it. /api/messages?order=desc lists"
                        + " the newest");
    }
}
