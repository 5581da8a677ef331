package dev.ipcscope.server.api;

import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Captures: list, start, rename, pause, delete. */
final class CapturesApi {

    private static final Duration ERASE_LIMIT = Duration.ofSeconds(5);

    private final MessageStore store;
    private final AgentRegistry agents;

    CapturesApi(MessageStore store, AgentRegistry agents) {
        this.store = store;
        this.agents = agents;
    }

    void register(ApiRoutes routes) {
        routes.get("/api/captures", "All captures, oldest first.", this::list);
        routes.post("/api/captures", "Ends the live capture and starts one: {\"name\": \"…\"}.", this::start);
        routes.patch(
                "/api/captures/{number}",
                "Renames {\"name\": \"…\"}; pauses the live one {\"paused\": true} or goes on {\"paused\": false}.",
                this::change);
        routes.delete(
                "/api/captures/{number}",
                "Erases a capture from the disks of the server and of connected agents; when it was live, a new one is"
                        + " started. 204, or 200 with warnings that name the agents that didn't manage within 5 s.",
                this::delete);
    }

    private void list(Context ctx) {
        Requests.answer(
                ctx,
                Json.object(
                        "captures",
                        store.captures().stream().map(CapturesApi::json).toList()));
    }

    private void start(Context ctx) throws IOException {
        String name = name(Requests.body(ctx));
        Requests.answer(ctx.status(201), json(refusable(() -> store.startCapture(name))));
    }

    private void change(Context ctx) throws IOException {
        Capture capture = find(ctx);
        Map<?, ?> body = Requests.body(ctx);
        Object paused = body.get("paused");
        if (!body.containsKey("name") && !(paused instanceof Boolean)) {
            throw new ApiException(400, "nothing is to be changed: give 'name' or 'paused' (true or false)");
        }
        if (paused instanceof Boolean && !capture.live()) {
            throw new ApiException(409, "capture '" + capture.name() + "' isn't live, so there is nothing to pause");
        }
        if (body.containsKey("name")) {
            String name = name(body);
            refusable(() -> {
                store.renameCapture(capture.number(), name);
                return name;
            });
        }
        if (paused instanceof Boolean pause) {
            store.pauseCapture(pause);
        }
        Requests.answer(ctx, json(find(ctx)));
    }

    private void delete(Context ctx) throws IOException {
        store.deleteCapture(find(ctx).number());
        List<String> warnings = agents.eraseSent(ERASE_LIMIT);
        if (warnings.isEmpty()) {
            ctx.status(204);
        } else {
            Requests.answer(ctx, Json.object("warnings", warnings));
        }
    }

    private Capture find(Context ctx) {
        long number = Requests.inPath(ctx, "number");
        return store.captures().stream()
                .filter(capture -> capture.number() == number)
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(404, "there is no capture number " + number + "; /api/captures lists them"));
    }

    private static String name(Map<?, ?> body) {
        try {
            return Capture.named(Requests.text(body, "name"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()));
        }
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    private static <T> T refusable(Change<T> change) throws IOException {
        try {
            return change.make();
        } catch (IllegalArgumentException e) {
            throw new ApiException(409, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, @Nullable Object> json(Capture capture) {
        long held = Math.max(0, capture.lastId() - capture.firstId() + 1);
        return Json.object(
                "number", capture.number(),
                "name", capture.name(),
                "started", Times.utc(capture.started()),
                "messages", held,
                "firstId", capture.firstId(),
                "lastId", capture.lastId(),
                "bytes", capture.bytes(),
                "live", capture.live(),
                "paused", capture.paused(),
                "removed", capture.removed());
    }
}
