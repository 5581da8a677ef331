package dev.ipcscope.server.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;

/** Answers with a page, and the way on, where a reader asks for something that isn't there. */
final class Missing {

    private static final String WHY = "ipcscope.missing";

    private final Templates templates;
    private final Shells shells;

    Missing(Templates templates, Shells shells) {
        this.templates = templates;
        this.shells = shells;
    }

    /** Answers 404 for this reason, as a page to a browser that wants one, as text to others. */
    static void because(Context ctx, String why) {
        ctx.attribute(WHY, why);
        ctx.status(404).result(why);
    }

    void register(RoutesConfig routes) {
        routes.error(404, ctx -> {
            String accept = View.or(ctx.header("Accept"), "");
            if (accept.contains("text/html") && !ctx.path().startsWith("/api")) {
                page(ctx);
            }
        });
    }

    private void page(Context ctx) throws IOException {
        String why = ctx.attribute(WHY);
        String shown = why == null ? "There is no page " + Visible.line(ctx.path()) + "." : why;
        ctx.html(templates.render("missing", Map.of("shell", shells.of("Not found", "", "/api"), "why", shown)));
    }
}
