package dev.ipcscope.server.security;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpResponseException;
import io.javalin.http.SameSite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Stands before every request and every WebSocket. Thread-safe. */
public final class Guard {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEARER = "Bearer ";

    /** Anybody may send half a form and wait: those who have the token must find a free thread all the same. */
    private static final int LOGINS_AT_ONCE = 8;

    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE);
    private final AccessToken token;
    private final Hosts hosts;
    private final boolean tls;
    private final IntSupplier port;
    private final Sessions sessions = new Sessions(System::nanoTime);
    private final Seal seal;

    /**
     * A guard.
     *
     * @param tls whether the server speaks TLS
     * @param port the real port, known once the server has started
     */
    public Guard(AccessToken token, Hosts hosts, boolean tls, IntSupplier port) {
        this.token = token;
        seal = new Seal(token, () -> Instant.now().getEpochSecond());
        this.hosts = hosts;
        this.tls = tls;
        this.port = port;
    }

    /** Registers the checks and the login; before any other route. */
    public void register(RoutesConfig routes) {
        routes.before(ctx -> check(ctx, false));
        routes.wsBeforeUpgrade(ctx -> check(ctx, true));
        routes.post("/login", this::login);
        routes.post("/logout", this::logout);
    }

    private void check(Context ctx, boolean webSocket) {
        Headers.set(ctx, tls);
        if (!hosts.allow(ctx.header("Host"))) {
            throw refuse(
                    403,
                    "This server isn't called by that name. Use http://127.0.0.1:" + port.getAsInt()
                            + "/, or start it with --allow-host NAME.");
        }
        checkOrigin(ctx, webSocket);
        if (isOpenToAll(ctx.path())) {
            return;
        }
        if (enteredByUrl(ctx)) {
            return;
        }
        if (!isAuthorised(ctx)) {
            reject(ctx);
        }
    }

    private void checkOrigin(Context ctx, boolean webSocket) {
        String origin = ctx.header("Origin");
        boolean changes = webSocket || !SAFE.contains(ctx.req().getMethod());
        if (origin != null) {
            String own = (tls ? "https://" : "http://") + ctx.header("Host");
            // A form of our own page sends "null", since our pages send no referrer; Sec-Fetch-Site can't be forged
            // there.
            boolean ownForm = origin.equals("null") && "same-origin".equals(ctx.header("Sec-Fetch-Site"));
            if (!ownForm && !origin.equalsIgnoreCase(own)) {
                throw refuse(403, "A page of another site asked for this; it is refused.");
            }
        } else if (changes && bearer(ctx) == null && !"same-origin".equals(ctx.header("Sec-Fetch-Site"))) {
            throw refuse(
                    403,
                    "A request that changes something needs the token in 'Authorization: Bearer' or,"
                            + " from a browser, the header Origin.");
        }
    }

    private static boolean isOpenToAll(String path) {
        return path.equals("/login") || path.startsWith("/static/");
    }

    /** {@code /?token=…} opens a session and goes on to the same page without the token. */
    private boolean enteredByUrl(Context ctx) {
        String candidate = ctx.queryParam("token");
        if (candidate == null || !ctx.req().getMethod().equals("GET")) {
            return false;
        }
        if (!token.matches(candidate)) {
            ctx.redirect("/login?wrong=1", io.javalin.http.HttpStatus.SEE_OTHER);
        } else {
            setCookie(ctx, seal.close(sessions.open()));
            ctx.redirect(localPath(ctx.path()), io.javalin.http.HttpStatus.SEE_OTHER);
        }
        ctx.skipRemainingHandlers();
        return true;
    }

    private boolean isAuthorised(Context ctx) {
        String bearer = bearer(ctx);
        if (bearer != null) {
            return token.matches(bearer);
        }
        String id = seal.open(ctx.cookie(cookieName()));
        return id != null && (sessions.isOpen(id) || sessions.adopt(id));
    }

    private static @Nullable String bearer(Context ctx) {
        String header = ctx.header("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private void reject(Context ctx) {
        String accept = ctx.header("Accept");
        boolean page = ctx.req().getMethod().equals("GET")
                && accept != null
                && accept.contains("text/html")
                && ctx.header("HX-Request") == null
                && !ctx.path().startsWith("/api");
        if (!page) {
            ctx.header("WWW-Authenticate", "Bearer");
            ctx.header("HX-Redirect", "/login");
            throw refuse(
                    401,
                    "The token is missing or wrong. It stands in the file that the server was started with"
                            + " (--token-file).");
        }
        String to = ctx.queryString() == null ? ctx.path() : ctx.path() + "?" + ctx.queryString();
        ctx.redirect(
                "/login?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8), io.javalin.http.HttpStatus.SEE_OTHER);
        ctx.skipRemainingHandlers();
    }

    private void login(Context ctx) {
        if (!logins.tryAcquire()) {
            throw refuse(503, "Too many log in at this moment. Try again in half a minute.");
        }
        try {
            takeForm(ctx);
        } finally {
            logins.release();
        }
    }

    private void takeForm(Context ctx) {
        String candidate = ctx.formParam("token");
        String to = localPath(ctx.formParam("to"));
        if (candidate == null || !token.matches(candidate.strip())) {
            ctx.redirect(
                    "/login?wrong=1&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8),
                    io.javalin.http.HttpStatus.SEE_OTHER);
            return;
        }
        setCookie(ctx, seal.close(sessions.open()));
        ctx.redirect(to, io.javalin.http.HttpStatus.SEE_OTHER);
    }

    private void logout(Context ctx) {
        sessions.close(seal.open(ctx.cookie(cookieName())));
        ctx.removeCookie(cookieName());
        ctx.redirect("/login", io.javalin.http.HttpStatus.SEE_OTHER);
    }

    /** Cookies ignore ports: another program's server on this host receives it, so it is worth nothing elsewhere. */
    private void setCookie(Context ctx, String session) {
        ctx.cookie(new Cookie(cookieName(), session, "/", -1, tls, true, null, SameSite.STRICT));
    }

    /** The name of the session's cookie; it carries the port. */
    public String cookieName() {
        return "ipcscope-" + port.getAsInt();
    }

    /** A path of this server and nothing that a browser would take for another one. */
    static String localPath(@Nullable String path) {
        boolean local = path != null
                && path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c != '\\' && c < 0x7f);
        return local && path != null ? path : "/";
    }

    private static HttpResponseException refuse(int status, String reason) {
        return new HttpResponseException(status, reason, Map.of());
    }
}
