package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.server.memory.NotNowException;
import dev.ipcscope.server.memory.Rebuilder;
import dev.ipcscope.server.memory.When;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.MemoryView;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** One mapping's memory as it was: {@code /memory/CONVERSATION?at=ID}, without {@code at} the newest. */
final class MemoryHandler {

    private final Rebuilder rebuilder;
    private final Templates templates;
    private final Shells shells;
    private final MemoryViews views;

    MemoryHandler(MessageStore store, Templates templates, Shells shells, Marks marks) {
        this.rebuilder = new Rebuilder(store);
        this.templates = templates;
        this.shells = shells;
        this.views = new MemoryViews(marks);
    }

    void register(RoutesConfig routes) {
        routes.get("/memory/{conversation}", ctx -> show(ctx, false));
        routes.get("/ui/memory/{conversation}", ctx -> show(ctx, true));
    }

    private void show(Context ctx, boolean pane) throws IOException {
        long conversation = View.number(ctx.pathParam("conversation"), 0);
        Optional<Moment> found;
        String at = View.or(ctx.queryParam("at"), "");
        try {
            When when = at.matches("\\d{1,18}")
                    ? When.after(Long.parseLong(at))
                    : When.parse(at, Clock.systemDefaultZone());
            found = rebuilder.at(conversation, when, null);
        } catch (IllegalArgumentException e) {
            ErrorPages.because(ctx, 400, "The moment isn’t understood: " + e.getMessage());
            return;
        } catch (NotNowException e) {
            ErrorPages.because(ctx, 503, "The memory can’t be shown now: " + e.getMessage() + ".");
            return;
        }
        if (found.isEmpty()) {
            ErrorPages.missing(
                    ctx,
                    "There is no snapshot of memory up to then in conversation " + conversation
                            + ". It isn’t of a mapping, its capture was deleted, or retention removed it.");
            return;
        }
        Moment moment = found.get();
        MemoryView view = views.of(moment, View.number(ctx.queryParam("from"), 0), at.isEmpty());
        if (pane) {
            ctx.html(templates.render("memorypane", Map.of("m", view)));
            return;
        }
        Message snapshot = moment.snapshot();
        String twin =
                "/api/memory?filter=conversation%3A" + conversation + (at.isEmpty() ? "" : "&at=id:" + snapshot.id());
        String title = "Memory of " + Visible.line(snapshot.conversation().endpoint());
        ctx.html(templates.render("memory", Map.of("shell", shells.of(title, "conversations", twin), "m", view)));
    }
}
