package dev.ipcscope.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.page.Pages;
import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.store.InMemoryMessageStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The server ends while browsers are connected, as it does with every Ctrl-C. */
class StopTest {

    private static final String TOKEN = "a-token-of-this-test-1234567890";
    private static final int BROWSERS = 12;

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Pages pages;
    private ServerApp app;
    private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getThrown() != null) {
                logged.add(entry.getMessage() + ": " + entry.getThrown());
            }
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void begin() throws Exception {
        root.addHandler(ear);
        InMemoryMessageStore store = new InMemoryMessageStore();
        HostileTraffic.into(store);
        NoAgents agents = new NoAgents();
        Doctor doctor = new Doctor(store, agents, Path.of("."));
        pages = new Pages(store, agents, doctor, List.of());
        Api api = new Api(store, agents, doctor);
        ServerConfig config = ServerConfig.plain("127.0.0.1", 0, new AccessToken(TOKEN));
        app = ServerApp.start(config, List.of(api::register, pages::register));
    }

    @AfterEach
    void end() {
        stop();
        root.removeHandler(ear);
    }

    @RepeatedTest(5)
    void liveStreamsEndWithoutAnError() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        List<Thread> browsers = new ArrayList<>();
        for (int i = 0; i < BROWSERS; i++) {
            Thread browser = new Thread(() -> reconnectUntilRefused(app.port(), answered), "browser " + i);
            browser.start();
            browsers.add(browser);
        }
        await().atMost(LIMIT).until(() -> answered.get() >= BROWSERS);
        stop();
        for (Thread browser : browsers) {
            browser.join(LIMIT.toMillis());
            assertThat(browser.isAlive()).isFalse();
        }
        await().atMost(LIMIT).until(() -> liveThreads() == 0);
        assertThat(logged).isEmpty();
    }

    @Test
    void aStreamThatOutlivesTheHttpServerEnds() throws Exception {
        try (Socket browser = new Socket("127.0.0.1", app.port())) {
            send(browser, "GET /live?after=0 HTTP/1.1\r\nAccept: text/event-stream\r\n");
            await().atMost(LIMIT).until(() -> liveThreads() > 0);
            app.close();
            pages.close();
            await().atMost(LIMIT).until(() -> liveThreads() == 0);
        }
        assertThat(logged).isEmpty();
    }

    private static long liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("live-"))
                .count();
    }

    @Test
    void aRequestThatNeverEndsIsCut() throws Exception {
        try (Socket slow = new Socket("127.0.0.1", app.port())) {
            send(
                    slow,
                    "POST /api/query HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Content-Length: 100\r\nExpect: 100-continue\r\n");
            assertThat(new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .as("it reads the body")
                    .contains(" 100 ");
            stop();
        }
        assertThat(logged).isEmpty();
    }

    /** As the server does. */
    private void stop() {
        pages.close();
        app.close();
    }

    private static void send(Socket socket, String head) throws IOException {
        String request =
                head + "Host: 127.0.0.1:" + socket.getPort() + "\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Asks for the stream again as soon as it ends, until nobody listens any more. */
    private static void reconnectUntilRefused(int port, AtomicInteger answered) {
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                send(socket, "GET /live?after=0 HTTP/1.1\r\nAccept: text/event-stream\r\n");
                byte[] buffer = new byte[8192];
                for (int got = socket.getInputStream().read(buffer);
                        got > 0;
                        got = socket.getInputStream().read(buffer)) {
                    if (new String(buffer, 0, got, StandardCharsets.UTF_8).contains("event: tick")) {
                        answered.incrementAndGet();
                    }
                }
            } catch (ConnectException e) {
                return;
            } catch (IOException e) {
                // ended in the middle: asked for again
            }
        }
    }
}
