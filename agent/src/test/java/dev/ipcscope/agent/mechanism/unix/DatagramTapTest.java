package dev.ipcscope.agent.mechanism.unix;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "native Unix sockets")
@Timeout(60)
class DatagramTapTest {
    private static final long ME = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private final RecordedMessages recorded = new RecordedMessages();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String front = "";
    private String real = "";

    @BeforeEach
    void names() {
        front = folder.resolve("front.sock").toString();
        real = folder.resolve("real.sock").toString();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closed(T resource) {
        open.add(0, resource);
        return resource;
    }

    private Tap tap(String options, RecordedMessages into) throws Exception {
        UnixMechanism mechanism = new UnixMechanism(new FrontRegistry(folder.resolve("state")));
        return closed(mechanism.open(mechanism.check(TapSpec.parse("unix:" + front + "=" + real + options)), into));
    }

    private Talker server() throws IOException {
        return closed(Talker.listen(Type.DGRAM, real));
    }

    private Talker client(String name) throws IOException {
        Talker client = closed(Talker.listen(Type.DGRAM, name));
        client.socket.connect(UnixAddress.of(front), () -> true);
        return client;
    }

    @Test
    void datagramsKeepTheirBoundariesAndSizes() throws Exception {
        Talker server = server();
        tap("", recorded);
        Talker client = closed(Talker.connect(Type.DGRAM, front));
        byte[] large = new byte[180_000];
        new Random(5).nextBytes(large);

        client.send("one");
        client.send("");
        client.send(large);
        assertThat(server.receiveText()).isEqualTo("one");
        assertThat(server.receive()).isEmpty();
        assertThat(server.receive()).isEqualTo(large);

        await().until(() -> recorded.entries(Kind.DATA).size() == 3);
        assertThat(recorded.entries(Kind.DATA)).extracting(Entry::length).containsExactly(3L, 0L, 180_000L);
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(log.clientAddress()).isNull();
        await().until(() -> log.client().name() != null && log.server().name() != null);
        assertThat(log.client().pid()).isEqualTo(ME);
        assertThat(log.server().pid()).isEqualTo(ME);
    }

    @Test
    void theTypeIsTakenInBothSpellings() throws Exception {
        Talker server = server();
        for (String word : List.of("datagram", "dgram")) {
            Tap tap = tap("?type=" + word, recorded);
            Talker client = closed(Talker.connect(Type.DGRAM, front));
            client.send(word);
            assertThat(server.receiveText()).isEqualTo(word);
            tap.close();
        }
    }

    @Test
    void answersFindTheirWayBackToEachSender() throws Exception {
        Talker server = server();
        tap("", recorded);
        String nameA = folder.resolve("a.sock").toString();
        Talker a = client(nameA);
        Talker b = client("@ipcscope-test-b-" + ME + "-" + System.nanoTime());
        a.send("from a");
        b.send("from b");

        for (int i = 0; i < 2; i++) {
            String said = server.receiveText();
            server.sendTo(said.replace("from", "to"), server.io.sender());
        }
        assertThat(a.receiveText()).isEqualTo("to a");
        assertThat(a.io.sender().toString())
                .as("the answer comes from the front")
                .isEqualTo(front);
        assertThat(b.receiveText()).isEqualTo("to b");

        await().until(() -> recorded.entries(Kind.DATA).size() == 4);
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(log.clientAddress()).isEqualTo(nameA);
        assertThat(log.stream(Direction.SERVER_TO_CLIENT)).asString().isEqualTo("to a");
    }

    @Test
    void conversationEndsWithItsSender() throws Exception {
        server();
        Tap tap = tap("", recorded);
        Talker client = client(folder.resolve("c.sock").toString());
        client.send("x");
        await().until(() -> tap.conversations() == 1);
        client.close();

        await().until(() -> tap.conversations() == 0);
        assertThat(recorded.entries(Kind.CLOSE)).hasSize(1);
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "closed by client");
    }

    @Test
    void fullQueueOfTheServerMakesTheSenderWait() throws Exception {
        Talker server = server();
        tap("", recorded);
        Talker client = closed(Talker.connect(Type.DGRAM, front));
        AtomicInteger sent = new AtomicInteger();
        int all = 200;
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < all; i++) {
                    client.send("datagram " + i);
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                sent.set(-1);
            }
        });
        sender.setDaemon(true);
        sender.start();

        await().during(500, MILLISECONDS).until(() -> sent.get() > 10 && sent.get() < all);
        for (int i = 0; i < all; i++) {
            assertThat(server.receiveText()).isEqualTo("datagram " + i);
        }
        await().until(() -> recorded.entries(Kind.DATA).size() == all);
        assertThat(sent.get()).isEqualTo(all);
    }

    @Test
    void serverThatIsGoneIsAnErrorAndOneThatComesBackIsReached() throws Exception {
        Talker server = server();
        tap("?policy=block", recorded);
        Talker client = closed(Talker.connect(Type.DGRAM, front));
        server.close();
        client.send("lost");
        await().until(() -> recorded.entries(Kind.ERROR).size() == 1);
        var error = Objects.requireNonNull(
                recorded.entries(Kind.ERROR).get(0).details().error());
        assertThat(error.code()).isEqualTo(ErrnoException.ECONNREFUSED);
        assertThat(error.text()).contains("4 bytes").contains(real);

        Files.delete(Path.of(real));
        Talker second = server();
        client.send("found");
        assertThat(second.receiveText()).isEqualTo("found");
    }

    @Test
    void descriptorsArePassedOn() throws Exception {
        Talker server = server();
        tap("", new RecordedMessages(Policy.BLOCK, Long.MAX_VALUE));
        Talker client = closed(Talker.connect(Type.DGRAM, front));
        Path file = Files.writeString(folder.resolve("passed"), "content");
        try (RawFile in = RawFile.open(file.toString(), RawFile.Mode.READ)) {
            client.send("with", in.fd().number());
        }
        assertThat(server.receiveText()).isEqualTo("with");
        int[] passed = server.io.descriptors();
        assertThat(passed).hasSize(1);
        assertThat(Files.readString(Path.of("/proc/self/fd/" + passed[0]))).isEqualTo("content");
        UnixMessages.close(passed);
    }

    @Test
    void datagramsBeforeTheEndOfTheTapArrive() throws Exception {
        Talker server = server();
        Tap tap = tap("", recorded);
        Talker client = closed(Talker.connect(Type.DGRAM, front));
        for (int i = 0; i < 8; i++) {
            client.send("" + i);
        }
        tap.close();

        for (int i = 0; i < 8; i++) {
            assertThat(server.receiveText()).isEqualTo("" + i);
        }
        assertThat(FileInfo.of(front)).isNull();
        assertThat(recorded.entries(Kind.DATA)).hasSize(8);
        assertThat(recorded.entries(Kind.CLOSE)).hasSize(1);
    }

    @Test
    void largerMessagesThanTheDefaultBufferPass() throws Exception {
        Talker server = server();
        tap("", recorded);
        UnixSocket socket = UnixSocket.open(Type.DGRAM);
        socket.allowMessagesOf(1 << 20);
        socket.connect(UnixAddress.of(front), () -> true);
        Talker client = closed(new Talker(socket));
        byte[] most = largest(client);

        assertThat(server.receive()).isEqualTo(most);
    }

    /** What this user may send: with rights nearly 1 MiB, without them the system's limit. */
    private static byte[] largest(Talker client) throws IOException {
        for (int size = 900_000; ; size /= 2) {
            try {
                byte[] bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                client.send(bytes);
                return bytes;
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.EMSGSIZE) {
                    throw e;
                }
            }
        }
    }
}
