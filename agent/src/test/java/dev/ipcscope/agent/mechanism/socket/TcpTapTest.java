package dev.ipcscope.agent.mechanism.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Details.Failure;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class TcpTapTest {

    private static final long SEED = Long.getLong("ipcscope.seed", System.nanoTime());

    private final RecordedMessages recorded = new RecordedMessages();
    private ServerSocket server;
    private Tap tap;

    @BeforeEach
    void listenAndTap() throws Exception {
        server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        tap = open(recorded, "tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort());
    }

    @AfterEach
    void closeAll() throws IOException {
        tap.close();
        server.close();
    }

    @Test
    void theSameBytesArriveAndAreRecordedBothWays() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] there = bytes(random, 6_000_000);
        byte[] back = bytes(random, 5_000_000);
        try (Pair pair = connect()) {
            CompletableFuture<Void> requests = sendInPieces(pair.client, there, random.split());
            CompletableFuture<Void> answers = sendInPieces(pair.server, back, random.split());
            CompletableFuture<byte[]> arrivedBack = CompletableFuture.supplyAsync(() -> readAll(pair.client));
            assertThat(sha256(readAll(pair.server))).as("seed %d", SEED).isEqualTo(sha256(there));
            assertThat(sha256(arrivedBack.get())).as("seed %d", SEED).isEqualTo(sha256(back));
            requests.get();
            answers.get();
        }
        RecordedMessages.Log log = closedConversation(0);
        assertThat(sha256(log.stream(Direction.CLIENT_TO_SERVER))).isEqualTo(sha256(there));
        assertThat(sha256(log.stream(Direction.SERVER_TO_CLIENT))).isEqualTo(sha256(back));
        assertThat(last(log).details().attributes())
                .containsEntry("bytesToServer", 6_000_000L)
                .containsEntry("bytesToClient", 5_000_000L);
    }

    @Test
    void theWayBackStaysOpenAfterAHalfClose() throws Exception {
        try (Pair pair = connect()) {
            pair.client.getOutputStream().write("question".getBytes(UTF_8));
            pair.client.shutdownOutput();
            assertThat(readAll(pair.server)).asString(UTF_8).isEqualTo("question");
            pair.server.getOutputStream().write("answer".getBytes(UTF_8));
            pair.server.shutdownOutput();
            assertThat(readAll(pair.client)).asString(UTF_8).isEqualTo("answer");
        }
        assertThat(last(closedConversation(0)).details().attributes()).containsEntry("end", "closed by client");
    }

    @Test
    void theServerMayEndItsSendingFirst() throws Exception {
        try (Pair pair = connect()) {
            pair.server.shutdownOutput();
            assertThat(readAll(pair.client)).isEmpty();
            pair.client.getOutputStream().write("still here".getBytes(UTF_8));
            pair.client.shutdownOutput();
            assertThat(readAll(pair.server)).asString(UTF_8).isEqualTo("still here");
        }
        assertThat(last(closedConversation(0)).details().attributes()).containsEntry("end", "closed by server");
    }

    @Test
    void aResetByTheClientIsAResetForTheServer() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            pair.client.setSoLinger(true, 0);
            pair.client.close();
            assertThatThrownBy(() -> pair.server.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("Connection reset");
        }
        assertThat(last(closedConversation(0)).details().attributes()).containsEntry("end", "reset by client");
    }

    @Test
    void aResetByTheServerIsAResetForTheClient() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            pair.server.setSoLinger(true, 0);
            pair.server.close();
            assertThatThrownBy(() -> pair.client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("Connection reset");
        }
        assertThat(last(closedConversation(0)).details().attributes()).containsEntry("end", "reset by server");
    }

    @Test
    void anOrderlyCloseIsAnEndAndNoReset() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Pair pair = connect()) {
                exchange(pair);
                (round % 2 == 0 ? pair.client : pair.server).close();
                Socket other = round % 2 == 0 ? pair.server : pair.client;
                assertThat(other.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void whatWasSentBeforeAResetStillArrives() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Pair pair = connect()) {
                exchange(pair);
                pair.server.getOutputStream().write("last words".getBytes(UTF_8));
                await().pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> pair.client.getInputStream().available() == 10);
                pair.server.setSoLinger(true, 0);
                pair.server.close();
                assertThat(pair.client.getInputStream().readNBytes(10))
                        .asString(UTF_8)
                        .isEqualTo("last words");
                assertThatThrownBy(() -> pair.client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void whoWritesToAPeerThatHasGoneIsReset() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            pair.server.close();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> pair.client.getOutputStream().write("anybody?".getBytes(UTF_8)))
                    .isInstanceOf(SocketException.class));
        }
        closedConversation(0);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only a write tells")
    void afterAFullCloseOnlyOneWriteIsTaken() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            pair.server.close();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            pair.client.getOutputStream().write(1);
            RecordedMessages.Log log = closedConversation(0); // without another write
            assertThatThrownBy(() -> pair.client.getOutputStream().write(2)).isInstanceOf(SocketException.class);
            assertThat(log.stream(Direction.CLIENT_TO_SERVER)).asString(UTF_8).isEqualTo("ping\u0001");
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only a write tells")
    void aResetAfterTheEndOfSendingIsAResetWithoutAWrite() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            pair.client.shutdownOutput();
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            pair.client.setSoLinger(true, 0);
            pair.client.close();
            closedConversation(0); // though nobody writes
            assertThatThrownBy(() -> pair.server.getOutputStream().write(1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aWriterThatWaitsForAPeerIsResetWithIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            try (Pair pair = connect()) {
                exchange(pair);
                long before = recorded.totalBytes();
                CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
                    try {
                        while (true) {
                            pair.client.getOutputStream().write(new byte[1 << 16]);
                        }
                    } catch (IOException e) {
                        return e;
                    }
                });
                await().until(() -> recorded.totalBytes() > before + (1 << 18));
                pair.server.setSoLinger(true, 0);
                pair.server.close();
                assertThat(failure.get(120, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
            }
            assertThat(last(closedConversation(round)).details().attributes()).containsEntry("end", "reset by server");
        }
    }

    /** The kernel says EPIPE and not ECONNRESET to whom the end of the stream has reached before the reset. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "EPIPE")
    void anEndBeforeAResetIsToldBeforeItAlsoToWhomIsWriting() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Pair pair = connect();
                pairs.add(pair);
                exchange(pair);
            }
            List<CompletableFuture<Throwable>> failures =
                    pairs.stream().map(TcpTapTest::writeUntilRefused).toList();
            for (Pair pair : pairs) {
                assertThat(pair.server.getInputStream().read()).isEqualTo(1);
                pair.server.shutdownOutput();
                pair.server.setSoLinger(true, 0);
                pair.server.close();
            }
            for (CompletableFuture<Throwable> failure : failures) {
                assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessage("Broken pipe");
            }
            for (Pair pair : pairs) {
                pair.close();
            }
        }
    }

    private static CompletableFuture<Throwable> writeUntilRefused(Pair pair) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                while (true) {
                    pair.client.getOutputStream().write(1);
                    LockSupport.parkNanos(20_000);
                }
            } catch (IOException e) {
                failure.complete(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return failure;
    }

    @Test
    void aRefusedConnectionResetsTheClientAndSaysWhy() throws Exception {
        int nobody = server.getLocalPort();
        server.close();
        try (Socket client = new Socket()) {
            client.connect(address());
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        RecordedMessages.Log log = closedConversation(0);
        assertThat(log.entries())
                .extracting(RecordedMessages.Entry::kind)
                .containsExactly(Kind.OPEN, Kind.ERROR, Kind.CLOSE);
        assertThat(log.entries().get(1).details().error())
                .isEqualTo(new Failure(111, "can't connect to 127.0.0.1:" + nobody + ": Connection refused"));
    }

    @Test
    void aTargetThatAppearsLaterWorks() throws Exception {
        int port = server.getLocalPort();
        server.close();
        try (Socket client = new Socket()) {
            client.connect(address());
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress("127.0.0.1", port));
        try (Pair pair = connect()) {
            exchange(pair);
        }
    }

    @Test
    void aTargetWithoutAnAddressIsNamed() throws Exception {
        try (Tap lost = open(recorded, "tcp:127.0.0.1:0=no-such-host.invalid:5432");
                Socket client = new Socket()) {
            client.connect(new InetSocketAddress(
                    "127.0.0.1", HostPort.parse(lost.endpoint(), 1).port()));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(recorded.entries(Kind.ERROR).get(0).details().error())
                .isEqualTo(new Failure(-2, "can't connect to no-such-host.invalid:5432: Name or service not known"));
    }

    @Test
    void relaysOverIpVersionSix() throws Exception {
        try (ServerSocket six = new ServerSocket(0, 10, InetAddress.getByName("::1"));
                Tap front = open(recorded, "tcp:[::1]:0=[::1]:" + six.getLocalPort());
                Socket client =
                        new Socket("::1", HostPort.parse(front.endpoint(), 1).port());
                Socket accepted = six.accept()) {
            exchange(new Pair(client, accepted));
            assertThat(front.endpoint()).matches("\\[0:0:0:0:0:0:0:1]:\\d+|\\[::1]:\\d+");
            assertThat(front.spec().listen()).matches("\\[::1]:[1-9]\\d*");
        }
    }

    @Test
    void reportsTheRealPortAndTakesHostNames() throws Exception {
        try (Tap named = open(recorded, "tcp:localhost:0=localhost:" + server.getLocalPort())) {
            assertThat(named.spec().listen()).matches("localhost:[1-9]\\d*");
            int port = HostPort.parse(named.spec().listen(), 1).port();
            try (Socket client = new Socket("localhost", port);
                    Socket accepted = server.accept()) {
                exchange(new Pair(client, accepted));
            }
        }
    }

    @Test
    void recordsBeforeItForwardsUnderBlock() throws Exception {
        RecordedMessages first = new RecordedMessages(Policy.BLOCK, Long.MAX_VALUE);
        try (Tap blocking = open(first, "tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort() + "?policy=block");
                Socket client = new Socket(
                        "127.0.0.1", HostPort.parse(blocking.endpoint(), 1).port());
                Socket accepted = server.accept()) {
            client.setTcpNoDelay(true);
            byte[] buffer = new byte[1 << 16];
            long arrived = 0;
            for (int round = 0; round < 500; round++) {
                client.getOutputStream().write(bytes(new SplittableRandom(round), 1 + round * 7));
                long sent = arrived + 1 + round * 7;
                while (arrived < sent) {
                    arrived += accepted.getInputStream().read(buffer);
                    assertThat(first.totalBytes()).isGreaterThanOrEqualTo(arrived);
                }
            }
        }
    }

    @Test
    void aReaderThatStopsMakesTheWriterWait() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] block = bytes(random, 1 << 16);
        try (Pair pair = connect()) {
            var sent = new AtomicLong();
            var go = new AtomicBoolean(true);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    while (go.get()) {
                        pair.client.getOutputStream().write(block);
                        sent.addAndGet(block.length);
                    }
                    pair.client.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var seen = new AtomicLong(-1);
            await().pollInterval(300, TimeUnit.MILLISECONDS)
                    .until(() -> sent.get() > 0 && seen.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(64 << 20);
            assertThat(recorded.totalBytes()).isLessThanOrEqualTo(sent.get() + block.length);
            go.set(false);
            long arrived = 0;
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = pair.server.getInputStream().read(buffer)) >= 0; ) {
                arrived += n;
            }
            writer.get();
            assertThat(arrived).isEqualTo(sent.get());
        }
    }

    @Test
    void closingTheTapEndsItsConnectionsAndFreesThePort() throws Exception {
        InetSocketAddress front = address();
        try (Pair pair = connect()) {
            exchange(pair);
            assertThat(tap.conversations()).isEqualTo(1);
            tap.close();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            assertThat(tap.conversations()).isZero();
        }
        assertThat(last(closedConversation(0)).details().attributes()).containsEntry("end", "tap closed");
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(front);
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void refusesAPortThatIsInUseAndSaysWhatToDo() {
        assertThatThrownBy(() -> open(recorded, "tcp:" + tap.endpoint() + "=127.0.0.1:" + server.getLocalPort()))
                .isInstanceOf(IOException.class)
                .hasMessage(tap.endpoint()
                        + " can't be listened on: Address already in use (98); choose another port, or end the program"
                        + " that has it");
    }

    @Test
    void refusesToBeItsOwnTarget() {
        assertThatThrownBy(() -> open(recorded, "tcp:0.0.0.0:45454=localhost:45454"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose another port");
    }

    @Test
    void namesBothProcesses() throws Exception {
        try (Pair pair = connect()) {
            exchange(pair);
            long self = ProcessHandle.current().pid();
            await().untilAsserted(() -> {
                assertThat(recorded.conversations().get(0).client().pid()).isEqualTo(self);
                assertThat(recorded.conversations().get(0).server().pid()).isEqualTo(self);
            });
        }
    }

    private static Tap open(RecordedMessages recorder, String spec) throws Exception {
        TcpMechanism tcp = new TcpMechanism();
        return tcp.open(tcp.check(TapSpec.parse(spec)), recorder);
    }

    private InetSocketAddress address() throws Exception {
        return new InetSocketAddress(
                "127.0.0.1", HostPort.parse(tap.endpoint(), 1).port());
    }

    private Pair connect() throws Exception {
        Socket client = new Socket();
        client.connect(address());
        return new Pair(client, server.accept());
    }

    private record Pair(Socket client, Socket server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static void exchange(Pair pair) throws IOException {
        pair.client.getOutputStream().write("ping".getBytes(UTF_8));
        assertThat(pair.server.getInputStream().readNBytes(4)).asString(UTF_8).isEqualTo("ping");
        pair.server.getOutputStream().write("pong!".getBytes(UTF_8));
        assertThat(pair.client.getInputStream().readNBytes(5)).asString(UTF_8).isEqualTo("pong!");
    }

    private RecordedMessages.Log closedConversation(int index) {
        await().until(() -> recorded.conversations().size() > index
                && recorded.conversations().get(index).isClosed());
        return recorded.conversations().get(index);
    }

    private static RecordedMessages.Entry last(RecordedMessages.Log log) {
        return log.entries().get(log.entries().size() - 1);
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static CompletableFuture<Void> sendInPieces(Socket socket, byte[] bytes, SplittableRandom random) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        for (int at = 0; at < bytes.length; ) {
                            int size = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(1, 19)));
                            socket.getOutputStream().write(bytes, at, size);
                            at += size;
                        }
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    private static byte[] readAll(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
