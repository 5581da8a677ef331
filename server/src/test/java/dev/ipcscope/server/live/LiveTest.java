package dev.ipcscope.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.api.Errors;
import dev.ipcscope.server.store.InMemoryMessageStore;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Browsers that read slowly, or not at all, while messages come in. */
class LiveTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Pattern TICK = Pattern.compile("rows\":\"(\\d+) .*\"skipped\":(\\d+).*\"cursor\":(\\d+)");

    /** Of an event: a few of them fill what the kernel holds for a connection. */
    private static final String BULK = "x".repeat(1_000_000);

    private final InMemoryMessageStore store = new InMemoryMessageStore();
    private final UUID spool = UUID.randomUUID();
    private final List<Socket> browsers = new ArrayList<>();
    private long total;
    private Live live;
    private Javalin javalin;

    @BeforeEach
    void begin() throws Exception {
        live = new Live(store, messages -> messages.size() + " " + BULK, capture -> Map.of());
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.addConnector((server, http) -> {
                ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
                connector.setHost("127.0.0.1");
                connector.setIdleTimeout(LIMIT.toMillis());
                return connector;
            });
            Errors.register(config.routes);
            live.register(config.routes);
        });
        javalin.start();
        store(0);
    }

    @AfterEach
    void end() throws IOException {
        for (Socket browser : browsers) {
            browser.close();
        }
        live.close();
        javalin.stop();
    }

    @Test
    void aBrowserThatStopsReadingIsDroppedAndHoldsUpNobody() throws Exception {
        ((ServerConnector) javalin.jettyServer().server().getConnectors()[0]).setIdleTimeout(1000);
        for (int i = 0; i < 3; i++) {
            ask();
        }
        Reader reader = new Reader(ask());
        await().atMost(LIMIT).until(() -> live.streams() == 4);
        await().atMost(LIMIT).until(() -> {
            store(10);
            return live.streams() == 1;
        });
        await().atMost(LIMIT).until(() -> liveThreads() == 1);
        store(10);
        await().atMost(LIMIT).until(() -> reader.cursor == total);
        assertThat(reader.rows + reader.skipped).isEqualTo(total);
    }

    @Test
    void aBrowserThatReadsAgainIsToldHowManyItMissed() throws Exception {
        Socket slow = ask();
        Reader quick = new Reader(ask());
        await().atMost(LIMIT).until(() -> {
            store(10);
            return quick.events >= 40;
        });
        store(1000);
        await().atMost(LIMIT).until(() -> quick.cursor == total);
        Reader late = new Reader(slow);
        await().atMost(LIMIT).until(() -> late.cursor == total);
        assertThat(late.events).isLessThan(quick.events);
        assertThat(late.skipped).isGreaterThan(quick.skipped);
        assertThat(late.rows + late.skipped).isEqualTo(total);
        assertThat(quick.rows + quick.skipped).isEqualTo(total);
    }

    private static long liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("live-"))
                .count();
    }

    private Socket ask() throws IOException {
        Socket browser = new Socket();
        browsers.add(browser);
        browser.setReceiveBufferSize(8192);
        browser.connect(new InetSocketAddress("127.0.0.1", javalin.port()));
        String request = "GET /live?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
        browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return browser;
    }

    private void store(int count) throws Exception {
        List<WireItem> items = new ArrayList<>();
        items.add(new WireItem.TimeBase(1_767_323_045_000_000_000L));
        ProcessInfo nobody = ProcessInfo.UNKNOWN;
        items.add(new WireItem.Talk(
                new Conversation(1, "tcp", "a", "tcp:a=b", Policy.GAP, 1, nobody, nobody, null, null)));
        for (int i = 0; i < count; i++) {
            total++;
            items.add(new WireItem.Item(
                    total, total, 1, Kind.DATA, Direction.CLIENT_TO_SERVER, 1, ByteBuffer.wrap(new byte[] {1}), null));
        }
        store.append(spool, "box", items).get(120, TimeUnit.SECONDS);
    }

    /** Reads a stream and adds up what it tells. */
    private static final class Reader {
        private final Socket socket;
        volatile long events;
        volatile long rows;
        volatile long skipped;
        volatile long cursor;

        Reader(Socket socket) {
            this.socket = socket;
            Thread thread = new Thread(this::read, "reader");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    Matcher tick = TICK.matcher(line);
                    if (tick.find()) {
                        rows += Long.parseLong(tick.group(1));
                        skipped += Long.parseLong(tick.group(2));
                        events++;
                        cursor = Long.parseLong(tick.group(3));
                    }
                }
            } catch (IOException e) {
                // closed
            }
        }
    }
}
