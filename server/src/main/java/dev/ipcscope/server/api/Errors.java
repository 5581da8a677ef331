package dev.ipcscope.server.api;

import dev.ipcscope.server.format.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.EndpointNotFound;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/** Errors as {@code {"error": "…", "column": n}}; never a stack trace. */
public final class Errors {

    private static final System.Logger LOG = System.getLogger(Errors.class.getName());

    /** The attribute of a request that says in words what was wrong with it. */
    public static final String REASON = "ipcscope.reason";

    private Errors() {}

    /** Registers the handlers. */
    public static void register(RoutesConfig routes) {
        routes.exception(ApiException.class, (e, ctx) -> answer(ctx, e.status(), e.getMessage(), e.column()));
        routes.exception(EndpointNotFound.class, (e, ctx) -> respond(ctx, 404, nowhere(ctx), 0));
        routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx, e.getStatus(), e.getMessage(), 0));
        routes.exception(Exception.class, Errors::unexpectedOrGone);
    }

    private static String nowhere(Context ctx) {
        String wanted = "there is no " + ctx.req().getMethod() + " " + ctx.path();
        return wanted + (ctx.path().startsWith("/api") ? "; /api lists what there is" : "; the pages begin at /");
    }

    /** Throws nothing: Javalin would hand that to this handler again, without end. */
    private static void unexpectedOrGone(Exception e, Context ctx) {
        try {
            unexpected(e, ctx);
        } catch (RuntimeException gone) {
            // Jetty has taken the request back, as it does with all when it stops: there is nobody to be answered.
            LOG.log(Level.DEBUG, "nobody was there for an answer any more: " + e + ", " + gone);
        }
    }

    private static void unexpected(Exception e, Context ctx) {
        if (ctx.res().isCommitted()) {
            LOG.log(Level.DEBUG, "an answer to " + ctx.path() + " ended early: " + e);
            abort(ctx);
            return;
        }
        String reason = e instanceof IOException ? String.valueOf(e.getMessage()) : "an error in ipcscope: " + e;
        LOG.log(Level.WARNING, ctx.req().getMethod() + " " + ctx.path() + " failed", e);
        answer(ctx, 500, reason, 0);
    }

    /** Cuts the connection, so that a client doesn't take half an answer for the whole. */
    private static void abort(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private static void answer(Context ctx, int status, @Nullable String reason, int column) {
        ctx.attribute(REASON, reason);
        respond(ctx, status, reason, column);
    }

    private static void respond(Context ctx, int status, @Nullable String reason, int column) {
        Map<String, @Nullable Object> body = Json.object("error", reason);
        if (column > 0) {
            body.put("column", column);
        }
        ctx.status(status).contentType("application/json").result(Json.bytes(body));
    }
}
