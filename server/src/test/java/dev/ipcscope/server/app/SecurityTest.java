package dev.ipcscope.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.page.Pages;
import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.store.InMemoryMessageStore;
import io.javalin.config.RoutesConfig;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to get at what was captured without the right to, and to harm those who have it. */
class SecurityTest {

    private static final String TOKEN = "a-token-of-this-test-1234567890";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;

    private static ServerApp app;
    private static Pages pages;

    @BeforeAll
    static void start() throws Exception {
        InMemoryMessageStore store = new InMemoryMessageStore();
        HostileTraffic.into(store);
        NoAgents agents = new NoAgents();
        Doctor doctor = new Doctor(store, agents, Path.of("."));
        pages = new Pages(store, agents, doctor, List.of());
        Api api = new Api(store, agents, doctor);
        ServerConfig config = ServerConfig.plain("127.0.0.1", 0, new AccessToken(TOKEN));
        app = ServerApp.start(config, List.of(api::register, pages::register, SecurityTest::control));
    }

    /** Stands for the control channel of agents. */
    private static void control(RoutesConfig routes) {
        routes.ws("/api/agents/{agent}/control", ws -> ws.onConnect(ctx -> ctx.closeSession()));
    }

    @AfterAll
    static void stop() {
        pages.close();
        app.close();
    }

    private static RawHttp get(String path, String... headers) throws Exception {
        return RawHttp.send(app.port(), "GET", path, "", headers);
    }

    private static RawHttp post(String path, String body, String... headers) throws Exception {
        return RawHttp.send(app.port(), "POST", path, body, headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/messages",
                "/api/messages/1",
                "/api/messages/1/payload",
                "/api/query",
                "/api/agents",
                "/api/doctor",
                "/live?after=0",
                "/ui/rows",
                "/messages/1/payload",
                "/nothing/here",
                "//api/messages",
                "/static/../api/messages",
                "/login/../api/messages",
                "/%61pi/messages"
            })
    void withoutTokenNothingIsShown(String path) throws Exception {
        for (String wrong : List.of("X-Nothing: 1", "Authorization: Bearer wrong", "Authorization: Basic " + TOKEN)) {
            RawHttp answer = get(path, wrong);
            assertThat(answer.status()).as(path + " " + wrong).isIn(400, 401, 404);
            assertThat(answer.body()).doesNotContain("alert").doesNotContain("\"id\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/static/nosuch", "/login/nosuch", "/login"})
    void whatIsOpenToAllTellsNothingOfTheCapture(String path) throws Exception {
        assertThat(get(path, "Accept: text/html").body())
                .doesNotContain("on disk")
                .doesNotContain("per second");
    }

    @Test
    void theTokenOpensTheApi() throws Exception {
        assertThat(get("/api/messages", BEARER).status()).isEqualTo(200);
        assertThat(get("/api/messages", "authorization: bearer " + TOKEN).status())
                .isEqualTo(200);
    }

    @Test
    void scriptsMayPutAPathBehindOurUrlWithItsSlash() throws Exception {
        assertThat(get("//api/messages", BEARER).status()).isEqualTo(200);
        RawHttp nothing = get("/api/nothing", BEARER);
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.body()).contains("there is no GET /api/nothing; /api lists what there is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "[::2]",
                ""
            })
    void aNameThatIsNotOursIsRefusedEvenWithTheToken(String host) throws Exception {
        RawHttp answer = get("/api/messages", BEARER, "Host: " + host);
        assertThat(answer.status()).isIn(400, 403);
        assertThat(answer.body()).doesNotContain("alert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:9", "[::1]:7070"})
    void namesOfTheLoopbackAreOurs(String host) throws Exception {
        assertThat(get("/api/messages", BEARER, "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://127.0.0.1:%d",
                "http://127.0.0.1:1",
                "http://localhost:%d"
            })
    void aPageOfAnotherOriginIsRefused(String form) throws Exception {
        String origin = "Origin: " + String.format(form, app.port());
        assertThat(post("/api/captures", "{\"name\":\"x\"}", BEARER, origin).status())
                .isEqualTo(403);
        assertThat(get("/api/messages", BEARER, origin).status()).isEqualTo(403);
        String session = "Cookie: " + cookie();
        assertThat(post("/api/captures", "{\"name\":\"x\"}", session, origin).status())
                .isEqualTo(403);
    }

    @Test
    void aSessionChangesThingsOnlyFromOurOwnPage() throws Exception {
        String session = "Cookie: " + cookie();
        assertThat(post("/api/flush", "", session).status()).isEqualTo(403);
        assertThat(post("/api/flush", "", session, "Origin: http://127.0.0.1:" + app.port())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aWebSocketNeedsTokenAndOrigin() throws Exception {
        String[] upgrade = {
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };
        String request = "GET /api/agents/x/control HTTP/1.1\r\nHost: 127.0.0.1:" + app.port()
                + "\r\nConnection: Upgrade, close\r\n" + String.join("\r\n", upgrade) + "\r\n";
        assertThat(RawHttp.send(app.port(), request + "\r\n").status()).isIn(401, 403);
        assertThat(RawHttp.send(app.port(), request + BEARER + "\r\nOrigin: http://evil.example\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theCookieIsASessionAndNeverTheToken() throws Exception {
        RawHttp answer = get("/?token=" + TOKEN);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/");
        assertThat(answer.header("Set-Cookie"))
                .startsWith("ipcscope-" + app.port() + "=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain(TOKEN);
        assertThat(get("/api/messages", "Cookie: " + cookie()).status()).isEqualTo(200);
        assertThat(get("/api/messages", "Cookie: ipcscope-" + app.port() + "=guess")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aWrongTokenInTheUrlOpensNothing() throws Exception {
        RawHttp answer = get("/?token=wrong", "Accept: text/html");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("Location")).startsWith("/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "https://evil.example/", "/\\evil.example", "/%0d%0aSet-Cookie:x"})
    void theLoginLeadsOnlyToOurOwnPages(String to) throws Exception {
        String type = "Content-Type: application/x-www-form-urlencoded";
        String origin = "Origin: http://127.0.0.1:" + app.port();
        RawHttp answer = post("/login", "token=" + TOKEN + "&to=" + to.replace("%", "%25"), type, origin);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location"))
                .startsWith("/")
                .doesNotStartWith("//")
                .doesNotContain("\\");
        RawHttp wrong = post("/login", "token=wrong&to=/", type, origin);
        assertThat(wrong.header("Set-Cookie")).isEmpty();
    }

    @Test
    void everyAnswerTellsTheBrowserToRunNothingForeign() throws Exception {
        for (String path : List.of("/login", "/", "/api/messages", "/nothing")) {
            RawHttp answer = get(path, BEARER);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void scriptInNamesAndPayloadsStaysText() throws Exception {
        assertThat(get("/", BEARER).body()).doesNotContain("<script>alert").doesNotContain("<img src=x");
        assertThat(get("/messages/1/detail", BEARER).body())
                .doesNotContain("<script>alert")
                .doesNotContain("<img src=x");
        RawHttp json = get("/api/messages/1", BEARER);
        assertThat(json.header("Content-Type")).startsWith("application/json");
        RawHttp payload = get("/api/messages/1/payload", BEARER);
        assertThat(payload.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(payload.header("Content-Disposition")).startsWith("attachment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "jsonl", "csv"})
    void noFormatCarriesTerminalEscapes(String format) throws Exception {
        String body = get("/api/query?filter=&format=" + format, BEARER).body();
        assertThat(body).contains("owned").doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }

    @Test
    void csvHoldsNoFormula() throws Exception {
        String body = get("/api/query?filter=&format=csv", BEARER).body();
        assertThat(body).contains("'=cmd").doesNotContain(",=cmd").doesNotContain(",\"=cmd");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/messages/999999         | there is no message 999999   | /api/messages
            /api/messages/999999/payload | there is no message 999999   | /api/messages
            /api/conversations/999999    | there is no conversation 999999 | /api/conversations
            /api/endpoints?agent=nosuch  | there is no agent 'nosuch'   | ipcscope-agent.jar
            /api/nosuch                  | there is no GET /api/nosuch  | /api lists
            """)
    void whatIsMissingIsNamedWithWhatToDoNext(String path, String what, String next) throws Exception {
        for (String accept : List.of("*/*", "application/json", "text/html")) {
            RawHttp answer = get(path, BEARER, "Accept: " + accept, "Content-Type: application/json");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).startsWith("{\"error\":\"" + what).contains(next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2f..%2fetc%2fpasswd", "1e3", "-1", "0x1", "99999999999999999999", "1;2", "%00"})
    void aPathInAnIdIsRefused(String id) throws Exception {
        assertThat(get("/api/messages/" + id, BEARER).status()).isIn(400, 404);
        assertThat(get("/api/messages/" + id + "/payload", BEARER).status()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"name\":1}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"x\"} y",
                "{\"name\":\"a\\nb\"}"
            })
    void malformedBodiesAreRefusedInWords(String body) throws Exception {
        RawHttp answer = post("/api/captures", body, BEARER, "Content-Type: application/json");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"");
    }

    @Test
    void nestedAndOversizedBodiesAreRefused() throws Exception {
        RawHttp nested = post("/api/captures", "[".repeat(10_000), BEARER);
        assertThat(nested.status()).isEqualTo(400);
        assertThat(nested.body()).contains("depth");
        assertThat(post("/api/captures", "{\"name\":\"" + "x".repeat(100_000) + "\"}", BEARER)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aFilterThatWouldExplodeElsewhereEndsAtOnce() throws Exception {
        String stars = "proc:" + "*a".repeat(3_000) + "b";
        assertThat(get("/api/messages?filter=" + stars, BEARER).status()).isEqualTo(200);
        RawHttp nested = get("/api/messages?filter=" + "(".repeat(5_000), BEARER);
        assertThat(nested.status()).isEqualTo(400);
        assertThat(nested.body()).contains("\"column\":");
    }

    @Test
    void halfFormsOfStrangersKeepNobodyOut() throws Exception {
        String host = "127.0.0.1:" + app.port();
        byte[] half = String.join(
                        "\r\n",
                        "POST /login HTTP/1.1",
                        "Host: " + host,
                        "Origin: http://" + host,
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: 100",
                        "",
                        "token=")
                .getBytes(StandardCharsets.US_ASCII);
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket stranger = new Socket("127.0.0.1", app.port());
                strangers.add(stranger);
                stranger.getOutputStream().write(half);
            }
            assertTimeoutPreemptively(
                    Duration.ofSeconds(15),
                    () -> assertThat(get("/api/messages", BEARER).status()).isEqualTo(200));
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void beyondLoopbackOnlyWithTls() {
        assertThatThrownBy(() -> ServerConfig.plain("0.0.0.0", 0, new AccessToken(TOKEN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--tls-keystore");
    }

    private static String cookie() throws Exception {
        String cookie = get("/?token=" + TOKEN).header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }
}
