package dev.ipcscope.server.page;

import dev.ipcscope.server.api.Errors;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Answers with a page that says why, and the way on, where a reader asks for something that can't be shown. */
final class ErrorPages {

    private static final System.Logger LOG = System.getLogger(ErrorPages.class.getName());

    private static final Map<Integer, String> TITLES =
            Map.of(400, "Not understood", 404, "Not here", 500, "Not shown", 503, "Not now");

    private final Templates templates;
    private final Shells shells;

    ErrorPages(Templates templates, Shells shells) {
        this.templates = templates;
        this.shells = shells;
    }

    /** Answers 404 for this reason, as a page to a browser that wants one, as text to others. */
    static void missing(Context ctx, String why) {
        because(ctx, 404, why);
    }

    /** Answers with this status, one of those that have a page. */
    static void because(Context ctx, int status, String why) {
        ctx.attribute(Errors.REASON, why);
        ctx.status(status).result(why);
    }

    void register(RoutesConfig routes) {
        TITLES.forEach((status, title) -> routes.error(status, ctx -> {
            if (isForAReader(ctx)) {
                page(ctx, title);
            }
        }));
    }

    /** Not below what everybody may ask for: around a page stand the numbers of the capture. */
    private static boolean isForAReader(Context ctx) {
        String path = ctx.path();
        return View.or(ctx.header("Accept"), "").contains("text/html")
                && !path.startsWith("/api")
                && !path.startsWith("/static")
                && !path.startsWith("/login");
    }

    /** Throws nothing: Javalin would hand that to this handler again, without end. The words are the answer then. */
    private void page(Context ctx, String title) {
        String why = ctx.attribute(Errors.REASON);
        String shown = Visible.line(why == null ? "There is no page " + ctx.path() + "." : why);
        try {
            ctx.html(templates.render(
                    "error", Map.of("shell", shells.of(title, "", "/api"), "title", title, "why", shown)));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no page around an error: {0}", e.toString());
        }
    }
}
