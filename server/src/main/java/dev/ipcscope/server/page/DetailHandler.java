package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The dock: one message, its bytes, and its bytes as something to copy. */
final class DetailHandler {

    private static final int ALL = 1 << 20;
    private static final int COPIED = 4 << 20;

    private final MessageStore store;
    private final Templates templates;
    private final DetailViews views;
    private final Meaning meaning;

    DetailHandler(MessageStore store, Templates templates, DetailViews views, Meaning meaning) {
        this.store = store;
        this.templates = templates;
        this.views = views;
        this.meaning = meaning;
    }

    void register(RoutesConfig routes) {
        routes.get("/messages/{id}/detail", this::detail);
        routes.get("/messages/{id}/bytes", ctx -> with(ctx, m -> bytes(ctx, m)));
        routes.get("/messages/{id}/copy", ctx -> with(ctx, m -> copy(ctx, m)));
        routes.get("/messages/{id}/payload", this::payload);
    }

    private interface Use {
        void use(Message message) throws IOException;
    }

    private void with(Context ctx, Use use) throws IOException {
        long id = View.number(ctx.pathParam("id"), 0);
        Optional<Message> message = store.message(id);
        if (message.isEmpty()) {
            gone(ctx, id);
        } else {
            use.use(message.get());
        }
    }

    private static String missing(long id) {
        return "There is no message " + Numbers.of(id) + ". Its capture was deleted, or retention removed it.";
    }

    private static void gone(Context ctx, long id) {
        ErrorPages.missing(ctx, missing(id));
    }

    private void detail(Context ctx) throws IOException {
        long id = View.number(ctx.pathParam("id"), 0);
        Optional<Message> message = store.message(id);
        if (message.isEmpty()) {
            ctx.status(404).html(templates.render("nodetail", Map.of("text", missing(id))));
        } else {
            ctx.html(templates.render("detail", Map.of("d", views.of(message.get(), meaning.of(message.get())))));
        }
    }

    private void bytes(Context ctx, Message m) {
        String text = Visible.payload(PayloadText.read(m.payload(), ALL));
        ctx.html(templates.render(
                "bytes", Map.of("hex", HexDump.lines(m.payload(), m.details().ranges(), ALL), "text", text)));
    }

    private static void copy(Context ctx, Message m) {
        if (m.payload().length > COPIED) {
            ctx.status(413)
                    .result("Not copied. " + Numbers.size(m.payload().length)
                            + " are more than the clipboard takes well: " + "save the bytes to a file.");
            return;
        }
        Optional<String> text = CopyAs.of(View.or(ctx.queryParam("as"), ""), m.payload());
        if (text.isEmpty()) {
            ctx.status(400).result("Not copied. There is no such form.");
        } else {
            ctx.contentType("text/plain; charset=utf-8").result(text.get());
        }
    }

    private void payload(Context ctx) throws IOException {
        long id = View.number(ctx.pathParam("id"), 0);
        Optional<InputStream> payload = store.payload(id);
        if (payload.isEmpty()) {
            gone(ctx, id);
            return;
        }
        ctx.contentType("application/octet-stream")
                .header("Content-Disposition", "attachment; filename=\"message-" + id + ".bin\"")
                .header("X-Content-Type-Options", "nosniff")
                .result(payload.get());
    }
}
