package dev.ipcscope.agent.mechanism.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpTapTest {

    private static final long SEED = Long.getLong("ipcscope.seed", System.nanoTime());

    private final RecordedMessages recorded = new RecordedMessages();
    private DatagramSocket server;
    private DatagramSocket client;
    private Tap tap;

    @BeforeEach
    void listenAndTap() throws Exception {
        server = socket();
        client = socket();
        tap = open(recorded, "udp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort());
    }

    @AfterEach
    void closeAll() {
        tap.close();
        server.close();
        client.close();
    }

    @Test
    void aQuestionReachesTheServerAndTheAnswerTheClient() throws Exception {
        send(client, "question", front());
        DatagramPacket question = receive(server);
        assertThat(text(question)).isEqualTo("question");
        send(server, "answer", question.getSocketAddress());
        DatagramPacket answer = receive(client);
        assertThat(text(answer)).isEqualTo("answer");
        assertThat(answer.getSocketAddress()).isEqualTo(front());
        await().until(() -> recorded.entries(Kind.DATA).size() == 2);
        assertThat(recorded.entries(Kind.DATA))
                .extracting(RecordedMessages.Entry::direction)
                .containsExactly(Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT);
        assertThat(recorded.conversations().get(0).clientAddress()).isEqualTo("127.0.0.1:" + client.getLocalPort());
    }

    @Test
    void datagramsOfAnySizeKeepTheirBoundaries() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] sizes = {0, 1, 65_507, 0, 512, random.nextInt(65_508), 65_507, 0};
        for (int size : sizes) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            client.send(new DatagramPacket(bytes, size, front()));
            DatagramPacket there = receive(server);
            assertThat(bytes(there)).as("seed %d, size %d", SEED, size).isEqualTo(bytes);
            server.send(new DatagramPacket(bytes, size, there.getSocketAddress()));
            assertThat(bytes(receive(client)))
                    .as("seed %d, size %d", SEED, size)
                    .isEqualTo(bytes);
        }
        await().until(() -> recorded.entries(Kind.DATA).size() == 2 * sizes.length);
        assertThat(recorded.entries(Kind.DATA))
                .extracting(entry -> (int) entry.length())
                .containsExactly(0, 0, 1, 1, 65_507, 65_507, 0, 0, 512, 512, sizes[5], sizes[5], 65_507, 65_507, 0, 0);
    }

    @Test
    void eachClientIsAConversationAndGetsItsOwnAnswers() throws Exception {
        try (DatagramSocket second = socket()) {
            send(client, "first", front());
            send(second, "second", front());
            for (int i = 0; i < 2; i++) {
                DatagramPacket question = receive(server);
                send(server, "re: " + text(question), question.getSocketAddress());
            }
            assertThat(text(receive(client))).isEqualTo("re: first");
            assertThat(text(receive(second))).isEqualTo("re: second");
        }
        assertThat(tap.conversations()).isEqualTo(2);
        assertThat(recorded.conversations()).hasSize(2);
    }

    @Test
    void aServerThatAnswersFromAnotherPortIsReachedThere() throws Exception {
        try (DatagramSocket transfer = socket();
                DatagramSocket other = socket()) {
            send(client, "read request", front());
            SocketAddress relay = receive(server).getSocketAddress();
            send(transfer, "block 1", relay);
            DatagramPacket first = receive(client);
            assertThat(text(first)).isEqualTo("block 1");
            assertThat(first.getSocketAddress()).isNotEqualTo(front());
            send(client, "ack 1", first.getSocketAddress());
            DatagramPacket acknowledged = receive(transfer);
            assertThat(text(acknowledged)).isEqualTo("ack 1");
            assertThat(acknowledged.getSocketAddress()).isEqualTo(relay);
            send(transfer, "block 2", relay);
            assertThat(receive(client).getSocketAddress()).isEqualTo(first.getSocketAddress());
            send(other, "third port", relay);
            assertThat(receive(client).getSocketAddress()).isNotIn(first.getSocketAddress(), front());
            send(client, "still", front());
            assertThat(text(receive(server))).isEqualTo("still");
            await().until(() -> recorded.entries(Kind.DATA).size() == 6);
            assertThat(recorded.conversations()).hasSize(1);
            assertThat(recorded.entries(Kind.DATA).get(1).details().attributes())
                    .containsEntry("from", "127.0.0.1:" + transfer.getLocalPort());
            assertThat(recorded.entries(Kind.DATA).get(2).details().attributes())
                    .containsEntry("to", "127.0.0.1:" + transfer.getLocalPort());
        }
    }

    @Test
    void aRefusalIsRecordedAndALaterServerIsReached() throws Exception {
        int port = server.getLocalPort();
        server.close();
        send(client, "anybody?", front());
        await().until(() -> !recorded.entries(Kind.ERROR).isEmpty());
        assertThat(recorded.entries(Kind.ERROR).get(0).details().error())
                .hasToString("Failure[code=111, text=127.0.0.1:" + port + " took no datagram: Connection refused]");
        server = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(120_000);
        send(client, "now?", front());
        assertThat(text(receive(server))).isEqualTo("now?");
    }

    @Test
    void noDatagramIsLostToARefusalBeforeIt() throws Exception {
        int port = server.getLocalPort();
        for (int round = 0; round < 30; round++) {
            server.close();
            send(client, "refused", front());
            int refusals = round + 1;
            await().until(() -> recorded.entries(Kind.DATA).size() >= 2 * refusals - 1);
            server = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"));
            server.setSoTimeout(120_000);
            send(client, "round " + round, front());
            assertThat(text(receive(server))).isEqualTo("round " + round);
        }
    }

    @Test
    void anIdleConversationEndsAndTheNextDatagramBeginsAnother() throws Exception {
        try (Tap shortly = open(recorded, "udp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort() + "?idle=100ms")) {
            InetSocketAddress front = address(shortly);
            send(client, "one", front);
            receive(server);
            await().until(() -> recorded.conversations().get(0).isClosed());
            assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes())
                    .containsEntry("end", "idle");
            assertThat(shortly.conversations()).isZero();
            send(client, "two", front);
            assertThat(text(receive(server))).isEqualTo("two");
            assertThat(recorded.conversations()).hasSize(2);
        }
    }

    @Test
    void floodedQueuesLoseNothingInSilence() throws Exception {
        byte[] datagram = new byte[1_000];
        int sent = 30_000;
        for (int i = 0; i < sent; i++) {
            client.send(new DatagramPacket(datagram, datagram.length, front()));
        }
        await().untilAsserted(() -> {
            long lost = recorded.entries(Kind.GAP).stream()
                    .mapToLong(entry -> {
                        var gap = entry.details().gap();
                        return gap == null || gap.count() == null ? 0 : gap.count();
                    })
                    .sum();
            assertThat(recorded.entries(Kind.DATA).size() + lost).isEqualTo(sent);
        });
    }

    @Test
    void recordsBeforeItForwardsUnderBlock() throws Exception {
        RecordedMessages first = new RecordedMessages(Policy.BLOCK, Long.MAX_VALUE);
        try (Tap blocking = open(first, "udp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort() + "?policy=block")) {
            for (int i = 1; i <= 500; i++) {
                send(client, "x".repeat(i), address(blocking));
                receive(server);
                assertThat(first.entries(Kind.DATA)).hasSize(i);
            }
        }
    }

    @Test
    void relaysOverIpVersionSix() throws Exception {
        InetAddress six = InetAddress.getByName("::1");
        try (DatagramSocket there = new DatagramSocket(0, six);
                DatagramSocket here = new DatagramSocket(0, six);
                Tap front = open(recorded, "udp:[::1]:0=[::1]:" + there.getLocalPort())) {
            there.setSoTimeout(120_000);
            here.setSoTimeout(120_000);
            send(
                    here,
                    "six",
                    new InetSocketAddress(
                            six, HostPort.parse(front.endpoint(), 1).port()));
            send(there, "seven", receive(there).getSocketAddress());
            assertThat(text(receive(here))).isEqualTo("seven");
        }
    }

    @Test
    void namesBothProcesses() throws Exception {
        send(client, "who?", front());
        receive(server);
        long self = ProcessHandle.current().pid();
        await().untilAsserted(() -> {
            assertThat(recorded.conversations().get(0).client().pid()).isEqualTo(self);
            assertThat(recorded.conversations().get(0).server().pid()).isEqualTo(self);
        });
    }

    @Test
    void closingTheTapFreesThePortAndEndsItsConversations() throws Exception {
        send(client, "one", front());
        receive(server);
        InetSocketAddress front = front();
        tap.close();
        await().until(() -> recorded.conversations().get(0).isClosed());
        try (DatagramSocket again = new DatagramSocket(front)) {
            assertThat(again.getLocalPort()).isEqualTo(front.getPort());
        }
    }

    @Test
    void refusesWhatItCanNotDo() {
        assertThatThrownBy(() -> open(recorded, "udp:127.0.0.1:1=127.0.0.1:2?idle=soon"))
                .isInstanceOf(TapSpecException.class)
                .hasMessage("idle: 'soon' is not a duration such as 50ms, 2s or 5min");
        assertThatThrownBy(() -> open(recorded, "udp:" + tap.endpoint() + "=127.0.0.1:" + server.getLocalPort()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Address already in use (98)");
        assertThatThrownBy(() -> open(recorded, "udp:127.0.0.1:5300=127.0.0.1:5300"))
                .isInstanceOf(TapSpecException.class);
    }

    private static Tap open(RecordedMessages recorder, String spec) throws Exception {
        UdpMechanism udp = new UdpMechanism();
        return udp.open(udp.check(TapSpec.parse(spec)), recorder);
    }

    private InetSocketAddress front() throws Exception {
        return address(tap);
    }

    private static InetSocketAddress address(Tap tap) throws Exception {
        return new InetSocketAddress(
                "127.0.0.1", HostPort.parse(tap.endpoint(), 1).port());
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setSoTimeout(120_000);
        return socket;
    }

    private static void send(DatagramSocket from, String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        at.receive(packet);
        return packet;
    }

    private static byte[] bytes(DatagramPacket packet) {
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static String text(DatagramPacket packet) {
        return new String(bytes(packet), UTF_8);
    }
}
