package dev.ipcscope.server.page;

import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.CaptureRow;
import dev.ipcscope.web.Captures;
import dev.ipcscope.web.Notice;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The captures page: start, name, pause, delete. */
final class CapturesHandler {

    private static final Duration ERASE_LIMIT = Duration.ofSeconds(5);

    private final MessageStore store;
    private final AgentRegistry agents;
    private final Templates templates;
    private final Shells shells;

    CapturesHandler(MessageStore store, AgentRegistry agents, Templates templates, Shells shells) {
        this.store = store;
        this.agents = agents;
        this.templates = templates;
        this.shells = shells;
    }

    void register(RoutesConfig routes) {
        routes.get("/captures", this::page);
        routes.get("/ui/captures", ctx -> pane(ctx, Notice.NONE));
        routes.post("/captures/start", ctx -> change(ctx, "Not started.", () -> start(ctx)));
        routes.post("/captures/pause", ctx -> change(ctx, "Not changed.", () -> pause(ctx)));
        routes.post("/captures/{number}/rename", ctx -> change(ctx, "Not renamed.", () -> rename(ctx)));
        routes.post("/captures/{number}/delete", ctx -> change(ctx, "Not deleted.", () -> delete(ctx)));
    }

    private interface Change {
        Notice make() throws IOException;
    }

    private void change(Context ctx, String refusal, Change change) {
        Notice notice;
        try {
            notice = change.make();
        } catch (IllegalArgumentException | IOException e) {
            notice = Notice.of("bad", refusal, sentence(String.valueOf(e.getMessage())));
        }
        pane(ctx, notice);
    }

    private static String sentence(String text) {
        String shown = Visible.line(text);
        return shown.isEmpty() ? "" : Character.toUpperCase(shown.charAt(0)) + shown.substring(1) + ".";
    }

    private Notice start(Context ctx) throws IOException {
        Capture started = store.startCapture(name(ctx));
        return Notice.of("ok", "Started.", "Messages go into " + Visible.line(started.name()) + " from now on.");
    }

    private Notice rename(Context ctx) throws IOException {
        String name = name(ctx);
        store.renameCapture(number(ctx), name);
        return Notice.of("ok", "Renamed.", Visible.line(name));
    }

    private Notice pause(Context ctx) throws IOException {
        boolean pause = "true".equals(ctx.formParam("paused"));
        store.pauseCapture(pause);
        return pause
                ? Notice.of("warn", "Paused.", "Messages are counted and left out until you go on.")
                : Notice.of("ok", "Goes on.", "What was left out is recorded as a gap.");
    }

    private Notice delete(Context ctx) throws IOException {
        store.deleteCapture(number(ctx));
        List<String> warnings = agents.eraseSent(ERASE_LIMIT);
        return warnings.isEmpty()
                ? Notice.of("ok", "Deleted.", "Its bytes are erased.")
                : Notice.of("warn", "Deleted here.", sentence(String.join("; ", warnings)));
    }

    private static String name(Context ctx) {
        return Capture.named(View.or(ctx.formParam("name"), ""));
    }

    private static long number(Context ctx) {
        return View.number(ctx.pathParam("number"), -1);
    }

    private void page(Context ctx) throws IOException {
        ctx.html(templates.render(
                "captures",
                Map.of("shell", shells.of("Captures", "captures", "/api/captures"), "p", model(Notice.NONE))));
    }

    private void pane(Context ctx, Notice notice) {
        ctx.html(templates.render("capturepane", Map.of("p", model(notice))));
    }

    private Captures model(Notice notice) {
        List<CaptureRow> rows = new ArrayList<>();
        for (Capture capture : store.captures()) {
            rows.add(row(capture));
        }
        Collections.reverse(rows);
        return new Captures(notice, rows);
    }

    private CaptureRow row(Capture c) {
        long messages = Math.max(0, c.lastId() - c.firstId() + 1);
        String name = Visible.line(c.name());
        return new CaptureRow(
                c.number(),
                c.name(),
                Times.day(c.started()),
                Numbers.of(messages),
                Numbers.size(c.bytes()),
                c.paused() ? "Paused" : c.live() ? "Live" : "Ended",
                c.paused() ? "warn" : c.live() ? "ok" : "",
                note(c),
                c.live(),
                c.paused(),
                "Delete " + name + " with " + Numbers.count(messages, "message")
                        + "? Its bytes are erased from the disk and can't be brought back.");
    }

    private String note(Capture c) {
        if (c.paused()) {
            return Numbers.of(store.status().skippedWhilePaused()) + " left out";
        }
        return c.removed() == 0 ? "" : Numbers.of(c.removed()) + " removed by retention";
    }
}
