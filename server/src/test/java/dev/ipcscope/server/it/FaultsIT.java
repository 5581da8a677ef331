package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static dev.ipcscope.server.it.Messages.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and agents are killed and taken away under load. */
class FaultsIT {

    private static final int CLIENTS = 3;
    private static final long PAUSE_NANOS = 500_000;

    @TempDir
    Path folder;

    private NumberedTraffic traffic;
    private Ipcscope ipcscope;

    @BeforeEach
    void begin() throws IOException {
        traffic = new NumberedTraffic();
        ipcscope = new Ipcscope(folder);
    }

    @AfterEach
    void end() throws IOException {
        ipcscope.close();
        traffic.close();
    }

    @Test
    void aServerKilledUnderLoadLosesNothingAndStoresNothingTwice() throws Exception {
        Launched server = ipcscope.serve();
        send(ipcscope.agent(tap("gap")));
        for (int kill = 0; kill < 3; kill++) {
            awaitSent(1_500);
            server.kill();
            awaitSent(500);
            server = ipcscope.serve();
        }
        awaitSent(500);
        traffic.stop();
        awaitEverythingOnce();
    }

    @Test
    void whileTheServerIsAwayTrafficGoesOnAndIsStoredLater() throws Exception {
        Launched server = ipcscope.serve();
        send(ipcscope.agent(tap("gap")));
        awaitSent(500);
        assertThat(server.terminate()).isIn(0, 143);
        awaitSent(6_000);
        ipcscope.serve();
        traffic.stop();
        awaitEverythingOnce();
    }

    @Test
    void anAgentMayStartBeforeItsServer() throws Exception {
        send(ipcscope.agent(tap("block")));
        awaitSent(500);
        traffic.stop();
        ipcscope.serve();
        awaitEverythingOnce();
    }

    @Test
    void anEmbeddedAgentGoesOnAfterItsProcessWasKilled() throws Exception {
        Launched server = ipcscope.serve(tap("block"));
        send(server);
        awaitSent(1_500);
        server.kill();
        traffic.awaitEnd();
        ipcscope.serve();
        Messages messages = ipcscope.query("");
        assertForwardedIsStored(messages);
        assertNumberedDensely(messages);
    }

    @Test
    void underBlockNothingThatWasForwardedIsMissingAfterTheAgentWasKilled() throws Exception {
        ipcscope.serve();
        Launched agent = ipcscope.agent(tap("block"));
        send(agent);
        awaitSent(1_500);
        agent.kill();
        traffic.awaitEnd(); // the clients saw a hang-up
        ipcscope.agent();
        Messages messages = awaitForwarded();
        assertForwardedIsStored(messages);
        assertNumberedDensely(messages);
        assertThat(messages.kind("gap").rows()).isEmpty();
    }

    @Test
    void underGapAKilledAgentsLostTailIsSaid() throws Exception {
        ipcscope.serve();
        Launched agent = ipcscope.agent(tap("gap"));
        send(agent);
        awaitSent(1_500);
        agent.kill();
        traffic.awaitEnd();
        ipcscope.agent();
        await().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            List<JsonNode> gaps = ipcscope.query("kind:gap").rows();
            assertThat(gaps).isNotEmpty().allSatisfy(gap -> {
                assertThat(gap.path("gap").path("count").isNull()).isTrue();
                assertThat(gap.path("gap").path("reason").asText()).isNotEmpty();
            });
        });
        Messages messages = ipcscope.query("");
        assertNumberedDensely(messages);
        for (long conversation : messages.data(TO_SERVER).conversations()) {
            byte[] stored = messages.conversation(conversation).data(TO_SERVER).bytes();
            byte[] forwarded = traffic.received(client(stored));
            int common = Math.min(stored.length, forwarded.length);
            assertThat(sha256(Arrays.copyOf(stored, common))).isEqualTo(sha256(Arrays.copyOf(forwarded, common)));
        }
    }

    @Test
    void browsersThatStopReadingHoldUpNobody() throws Exception {
        ipcscope.serve();
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket browser = new Socket();
                browser.setReceiveBufferSize(4096);
                browser.connect(new InetSocketAddress(
                        "127.0.0.1", URI.create(ipcscope.url()).getPort()));
                askForLive(browser);
                stalled.add(browser);
            }
            send(ipcscope.agent(tap("block")));
            awaitSent(10_000);
            traffic.stop();
            awaitEverythingOnce();
        } finally {
            for (Socket browser : stalled) {
                browser.close();
            }
        }
    }

    @Test
    void aServerThatEndsUnderLiveStreamsSaysNothingOfErrors() throws Exception {
        Launched server = ipcscope.serve();
        send(ipcscope.agent(tap("gap")));
        try (Socket browser = new Socket("127.0.0.1", URI.create(ipcscope.url()).getPort())) {
            askForLive(browser);
            awaitSent(500);
            assertThat(server.terminate()).isZero();
        }
        assertThat(server.err())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("not everything");
    }

    @Test
    void aTapWaitsForWhatIsNotThereYet() throws Exception {
        Path file = folder.resolve("later");
        Launched server = ipcscope.serve("mapping:" + file + "?every=20ms");
        assertThat(server.awaitLine("tap mapping:")).contains(" waiting ").contains("later does not exist");
        Files.write(file, new byte[] {1, 2, 3});
        await().pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(
                                ipcscope.query("mech:mapping kind:snapshot").bytes())
                        .containsExactly(1, 2, 3));
    }

    private void askForLive(Socket browser) throws IOException {
        String request = "GET /live?after=0 HTTP/1.1\r\nHost: 127.0.0.1:" + browser.getPort()
                + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                + Files.readString(Path.of(ipcscope.token())).strip() + "\r\n\r\n";
        browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private String tap(String policy) {
        return "tcp:127.0.0.1:0=" + traffic.target() + "?policy=" + policy;
    }

    private void send(Launched tapper) {
        int port = Ipcscope.port(Ipcscope.endpoint(tapper, "tcp"));
        for (int client = 0; client < CLIENTS; client++) {
            traffic.client(client, port, PAUSE_NANOS);
        }
    }

    /** Waits until so many more records were sent by the first client and something of each has arrived. */
    private void awaitSent(long more) {
        long goal = traffic.sent(0) + more;
        await().atMost(Duration.ofSeconds(60)).until(() -> traffic.sent(0) >= goal);
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            await().atMost(Duration.ofSeconds(60)).until(() -> traffic.received(number).length > 0);
        }
    }

    private Messages awaitForwarded() throws Exception {
        await().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertForwardedIsStored(ipcscope.query("")));
        return ipcscope.query("");
    }

    /** An agent finds a server that was away by itself, within its back-off. */
    private void awaitEverythingOnce() {
        await().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertEverythingOnce(ipcscope.query("")));
    }

    /** Each client's bytes are stored as they were sent, once, and numbered without a hole. */
    private void assertEverythingOnce(Messages messages) {
        assertThat(messages.kind("gap").rows()).isEmpty();
        assertThat(messages.data(TO_SERVER).conversations()).hasSize(CLIENTS);
        for (long conversation : messages.data(TO_SERVER).conversations()) {
            byte[] stored = messages.conversation(conversation).data(TO_SERVER).bytes();
            int client = client(stored);
            assertThat(stored).hasSize((int) traffic.sent(client) * NumberedTraffic.RECORD);
            assertThat(sha256(stored)).isEqualTo(sha256(NumberedTraffic.records(client, traffic.sent(client))));
            assertThat(sha256(traffic.received(client))).isEqualTo(sha256(stored));
        }
        assertNumberedDensely(messages);
    }

    /** What the target received is stored; more may be, since recording comes first. */
    private void assertForwardedIsStored(Messages messages) {
        for (int client = 0; client < CLIENTS; client++) {
            byte[] forwarded = traffic.received(client);
            byte[] stored = storedOf(messages, client);
            assertThat(stored).hasSizeGreaterThanOrEqualTo(forwarded.length);
            assertThat(sha256(Arrays.copyOf(stored, forwarded.length))).isEqualTo(sha256(forwarded));
            assertThat(forwarded).isNotEmpty();
        }
    }

    private static byte[] storedOf(Messages messages, int client) {
        for (long conversation : messages.data(TO_SERVER).conversations()) {
            byte[] stored = messages.conversation(conversation).data(TO_SERVER).bytes();
            if (client(stored) == client) {
                return stored;
            }
        }
        return new byte[0];
    }

    private static void assertNumberedDensely(Messages messages) {
        long[] ids = messages.rows().stream()
                .mapToLong(row -> row.path("id").asLong())
                .toArray();
        assertThat(ids).isEqualTo(LongStream.range(ids[0], ids[0] + ids.length).toArray());
        assertThat(messages.rows().stream()
                        .map(row -> row.path("agent").asText() + "/"
                                + row.path("agentSeq").asLong() + "/" + row.path("conversation"))
                        .toList())
                .doesNotHaveDuplicates();
    }

    private static int client(byte[] stored) {
        return stored.length < 4 ? -1 : ByteBuffer.wrap(stored).getInt();
    }
}
