package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_CLIENT;
import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static dev.ipcscope.server.it.Messages.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random traffic through taps of all mechanisms of Linux under {@code policy=block}, while the server is killed and
 * started again at random. How long: {@code -Dipcscope.soak.seconds}; {@code samples/soak.sh taps} runs it for longer.
 */
class TapsSoakIT {

    private static final long TCP = 1L << 32;
    private static final long UNIX = 2L << 32;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("ipcscope.seed", 20_261_123L);
    private final int seconds = Integer.getInteger("ipcscope.soak.seconds", 10);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<Integer, byte[]> datagrams = new ConcurrentHashMap<>();
    private final Set<Integer> arrived = ConcurrentHashMap.newKeySet();
    private volatile boolean stop;
    private RandomStreams tcp;
    private RandomStreams unix;
    private DatagramSocket echo;
    private Ipcscope ipcscope;

    @BeforeEach
    void begin() throws Exception {
        System.out.println("seed " + seed + ", " + seconds + " s");
        tcp = RandomStreams.tcp(TCP, seed);
        unix = RandomStreams.unix(folder.resolve("real.sock"), UNIX, seed);
        echo = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ipcscope = new Ipcscope(folder);
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("real").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterEach
    void end() throws IOException {
        ipcscope.close();
        tcp.close();
        unix.close();
        echo.close();
    }

    @Test
    void nothingIsLostAndNothingStoredTwice() throws Exception {
        Launched server = ipcscope.serve();
        Launched agent = ipcscope.agent(
                "tcp:127.0.0.1:0=127.0.0.1:" + tcp.port() + "?policy=block",
                "udp:127.0.0.1:0=127.0.0.1:" + echo.getLocalPort() + "?policy=block",
                "unix:" + folder.resolve("front.sock") + "=" + folder.resolve("real.sock") + "?policy=block",
                "fifo:" + folder.resolve("front") + "=" + folder.resolve("real") + "?policy=block");
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(this::readFifo);
        CompletableFuture<byte[]> written = CompletableFuture.supplyAsync(this::writeFifo);
        CompletableFuture.runAsync(this::echoDatagrams);
        CompletableFuture<Void> udp =
                CompletableFuture.runAsync(() -> sendDatagrams(Ipcscope.port(Ipcscope.endpoint(agent, "udp"))));
        tcp.start(new InetSocketAddress("127.0.0.1", Ipcscope.port(Ipcscope.endpoint(agent, "tcp"))));
        unix.start(UnixDomainSocketAddress.of(folder.resolve("front.sock")));

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 4000));
            server.kill();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
            server = ipcscope.serve();
        }
        stop = true;
        List<RandomStream> tcpStreams = tcp.stop();
        List<RandomStream> unixStreams = unix.stop();
        udp.get(120, TimeUnit.SECONDS);
        byte[] fifo = written.get(120, TimeUnit.SECONDS);

        Messages messages = ipcscope.query("");
        assertThat(messages.kind("gap").rows()).as("seed %d", seed).isEmpty();
        assertNumberedOnce(messages);
        assertStreams(messages.where(row -> row.path("mechanism").asText().equals("tcp")), tcpStreams);
        assertStreams(messages.where(row -> row.path("mechanism").asText().equals("unix")), unixStreams);
        assertDatagrams(messages.where(row -> row.path("mechanism").asText().equals("udp")));
        assertThat(sha256(read.get(120, TimeUnit.SECONDS)))
                .as("FIFO, seed %d", seed)
                .isEqualTo(sha256(fifo));
        assertThat(sha256(messages.where(row -> row.path("mechanism").asText().equals("fifo"))
                        .kind("data")
                        .bytes()))
                .as("recorded FIFO, seed %d", seed)
                .isEqualTo(sha256(fifo));
        System.out.println(tcpStreams.size() + " TCP and " + unixStreams.size() + " Unix connections, "
                + datagrams.size() + " datagrams, " + fifo.length + " bytes through the FIFO");
    }

    private void assertNumberedOnce(Messages messages) {
        long[] ids = messages.rows().stream()
                .mapToLong(row -> row.path("id").asLong())
                .toArray();
        assertThat(ids).isEqualTo(LongStream.range(ids[0], ids[0] + ids.length).toArray());
        Set<Long> seqs = new HashSet<>();
        messages.rows().stream()
                .filter(row -> row.path("agent").asText().equals("tapper"))
                .forEach(row -> assertThat(seqs.add(row.path("agentSeq").asLong()))
                        .as("%s twice, seed %d", row, seed)
                        .isTrue());
    }

    private void assertStreams(Messages messages, List<RandomStream> streams) {
        Map<Long, Map<String, byte[]>> recorded = byNumber(messages);
        assertThat(streams).hasSizeGreaterThan(seconds);
        int clean = 0;
        for (RandomStream stream : streams) {
            Map<String, byte[]> bytes = recorded.getOrDefault(stream.number(), Map.of());
            boolean whole = stream.client().clean() && stream.server().clean();
            clean += whole ? 1 : 0;
            assertDirection(stream.number(), whole, stream.client(), stream.server(), bytes.get(TO_SERVER));
            assertDirection(stream.number(), whole, stream.server(), stream.client(), bytes.get(TO_CLIENT));
        }
        assertThat(clean).as("connections that ended well, seed %d", seed).isPositive();
    }

    /** received ⊑ recorded ⊑ sent, all equal when the connection ended well. */
    private void assertDirection(
            long number, boolean whole, RandomStream.End from, RandomStream.End to, byte[] recorded) {
        byte[] bytes = recorded == null ? new byte[0] : recorded;
        String name = "connection " + number + ", seed " + seed;
        assertPrefix(name + ": received of recorded", to.received(), bytes);
        assertPrefix(name + ": recorded of sent", bytes, from.sent());
        if (whole) {
            assertThat(sha256(to.received())).as(name).isEqualTo(sha256(from.sent()));
        }
    }

    private static void assertPrefix(String name, byte[] prefix, byte[] whole) {
        assertThat(whole.length).as(name).isGreaterThanOrEqualTo(prefix.length);
        assertThat(sha256(Arrays.copyOf(whole, prefix.length))).as(name).isEqualTo(sha256(prefix));
    }

    /** What was recorded of each connection, by its number, which the client sends first. */
    private static Map<Long, Map<String, byte[]>> byNumber(Messages messages) {
        Map<Long, Messages> conversations = new HashMap<>();
        for (JsonNode row : messages.rows()) {
            conversations
                    .computeIfAbsent(row.path("conversation").asLong(), n -> new Messages(new java.util.ArrayList<>()))
                    .rows()
                    .add(row);
        }
        Map<Long, Map<String, byte[]>> recorded = new HashMap<>();
        conversations.values().forEach(conversation -> {
            byte[] toServer = conversation.data(TO_SERVER).bytes();
            byte[] toClient = conversation.data(TO_CLIENT).bytes();
            byte[] first = toServer.length >= Long.BYTES ? toServer : toClient;
            if (first.length >= Long.BYTES) {
                recorded.put(ByteBuffer.wrap(first).getLong(), Map.of(TO_SERVER, toServer, TO_CLIENT, toClient));
            }
        });
        return recorded;
    }

    private void assertDatagrams(Messages messages) {
        Map<Integer, byte[]> recorded = new HashMap<>();
        for (JsonNode row : messages.data(TO_SERVER).rows()) {
            byte[] payload = Messages.payload(row);
            assertThat(recorded.put(ByteBuffer.wrap(payload).getInt(), payload))
                    .as("recorded twice, seed %d", seed)
                    .isNull();
        }
        assertThat(recorded.keySet()).as("seed %d", seed).containsAll(arrived);
        recorded.forEach((number, payload) ->
                assertThat(payload).as("datagram %d, seed %d", number, seed).isEqualTo(datagrams.get(number)));
        assertThat(arrived).isNotEmpty();
    }

    private void echoDatagrams() {
        byte[] buffer = new byte[65_536];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                echo.receive(packet);
                arrived.add(ByteBuffer.wrap(buffer).getInt());
                echo.send(packet);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void sendDatagrams(int port) {
        SplittableRandom own = new SplittableRandom(seed + 1);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(1000);
            for (int number = 0; !stop; number++) {
                byte[] bytes = new byte[own.nextInt(10) == 0 ? own.nextInt(4, 60_000) : own.nextInt(4, 500)];
                own.nextBytes(bytes);
                ByteBuffer.wrap(bytes).putInt(number);
                datagrams.put(number, bytes);
                socket.send(new DatagramPacket(bytes, bytes.length));
                receive(socket);
                TimeUnit.MILLISECONDS.sleep(own.nextInt(4) * RandomStream.PACE);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void receive(DatagramSocket socket) throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[65_536], 65_536));
        } catch (SocketTimeoutException e) {
            // a datagram may get lost on its way
        }
    }

    private byte[] writeFifo() {
        SplittableRandom own = new SplittableRandom(seed + 2);
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try (OutputStream fifo = Files.newOutputStream(folder.resolve("front"), StandardOpenOption.WRITE)) {
            while (!stop) {
                byte[] bytes = new byte[own.nextInt(1, 10_000)];
                own.nextBytes(bytes);
                fifo.write(bytes);
                all.writeBytes(bytes);
                TimeUnit.MILLISECONDS.sleep(own.nextInt(20) * RandomStream.PACE);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return all.toByteArray();
    }

    private byte[] readFifo() {
        try (InputStream fifo = Files.newInputStream(folder.resolve("real"))) {
            return fifo.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
