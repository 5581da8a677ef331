package dev.ipcscope.agent.mechanism.unix;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Paths;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket.Side;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "native Unix sockets")
@Timeout(240) // thousands of connections on a busy machine
class StreamTapTest {
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

    private Tap tap(String options) throws Exception {
        return tap(front, real, options, recorded);
    }

    private Tap tap(String from, String to, String options, RecordedMessages into) throws Exception {
        UnixMechanism mechanism = new UnixMechanism(new FrontRegistry(folder.resolve("state")));
        TapSpec spec = mechanism.check(TapSpec.parse("unix:" + from + "=" + to + options));
        return closed(mechanism.open(spec, into));
    }

    private Talker server(Type type) throws IOException {
        return closed(Talker.listen(type, real));
    }

    private Talker client(Type type) throws IOException {
        return closed(Talker.connect(type, front));
    }

    @Test
    void bytesGoBothWaysAndAreRecorded() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());

        client.send("question");
        assertThat(accepted.receiveText()).isEqualTo("question");
        accepted.send("answer");
        assertThat(client.receiveText()).isEqualTo("answer");
        client.close();
        assertThat(accepted.receive()).isEmpty();

        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(log.stream(Direction.CLIENT_TO_SERVER)).asString().isEqualTo("question");
        assertThat(log.stream(Direction.SERVER_TO_CLIENT)).asString().isEqualTo("answer");
        assertThat(log.serverAddress()).isEqualTo(real);
        assertThat(recorded.entries(Kind.OPEN).get(0).details().attributes()).containsEntry("type", "stream");
    }

    @Test
    void theServerGetsConnectionsInTheOrderInWhichTheyWereMade() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        for (int i = 0; i < 100; i++) {
            client(Type.STREAM).send("client " + i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(closed(server.accept()).receiveText()).isEqualTo("client " + i);
        }
    }

    @Test
    void anEndOfReceivingRefusesWritesAndLeavesTheWayBackOpen() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());

        accepted.socket.shutdown(Side.READ);
        client.send("the relay learns by this");
        await().untilAsserted(() -> assertThatThrownBy(() -> client.send("refused"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(ErrnoException.EPIPE)));
        accepted.send("still there");
        assertThat(client.receiveText()).isEqualTo("still there");
        accepted.close();
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
    }

    @Test
    void eachQuestionIsRecordedBeforeItsAnswer() throws Exception {
        int rounds = 3_000;
        Talker server = server(Type.STREAM);
        tap("");
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // more than processors: threads are stopped anywhere
            Talker client = client(Type.STREAM);
            Talker accepted = closed(server.accept());
            all.add(inBackground(() -> takeTurns(client, true, rounds)));
            all.add(inBackground(() -> takeTurns(accepted, false, rounds)));
        }
        for (CompletableFuture<Integer> each : all) {
            assertThat(each.get(120, SECONDS)).isEqualTo(rounds);
        }
        await().atMost(30, SECONDS).until(() -> recorded.entries(Kind.CLOSE).size() == 4);
        for (RecordedMessages.Log log : recorded.conversations()) {
            RecordedMessages.assertTurns(log, rounds);
        }
    }

    private static int takeTurns(Talker talker, boolean begins, int rounds) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(64);
        int done = 0;
        if (begins) {
            talker.io.send(talker.socket.fd(), bytes.clear());
        }
        while (done < rounds && talker.io.receive(talker.socket.fd(), bytes.clear()) > 0) {
            if (++done < rounds || !begins) {
                talker.io.send(talker.socket.fd(), bytes.flip());
            }
        }
        talker.close();
        return done;
    }

    @Test
    void bothProcessesAreNamed() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Process client = new ProcessBuilder("socat", "-u", "UNIX-CONNECT:" + front, "STDOUT").start();
        try {
            closed(server.accept());
            await().until(() -> recorded.conversations().get(0).server().name() != null);
            RecordedMessages.Log log = recorded.conversations().get(0);
            assertThat(log.client().pid()).isEqualTo(client.pid());
            assertThat(log.client().name()).isEqualTo("socat");
            assertThat(log.server().pid()).isEqualTo(ME);
        } finally {
            client.destroyForcibly();
            assertThat(client.waitFor(120, SECONDS)).isTrue();
        }
    }

    @Test
    void megabytesArriveAsTheyWereSentUnderBothPolicies() throws Exception {
        byte[] sent = new byte[20 << 20];
        new Random(7).nextBytes(sent);
        for (Policy policy : Policy.values()) {
            RecordedMessages messages = new RecordedMessages(policy, Long.MAX_VALUE);
            real = folder.resolve("real-" + policy).toString();
            front = folder.resolve("front-" + policy).toString();
            Talker server = server(Type.STREAM);
            tap(front, real, "?policy=" + policy.word(), messages);
            Talker client = client(Type.STREAM);
            Talker accepted = closed(server.accept());
            CompletableFuture<byte[]> received = inBackground(accepted::receiveAll);
            client.send(sent);
            client.close();

            assertThat(received.get(120, SECONDS)).isEqualTo(sent);
            await().until(() -> messages.entries(Kind.CLOSE).size() == 1);
            assertThat(messages.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                    .isEqualTo(sent);
        }
    }

    @Test
    void halfCloseLeavesTheWayBackOpen() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());
        client.send("all I have");
        client.socket.shutdown(Side.WRITE);

        assertThat(accepted.receiveAll()).asString().isEqualTo("all I have");
        assertThat(accepted.socket.peerIsGone()).isFalse();
        accepted.send("late answer");
        accepted.close();
        assertThat(client.receiveAll()).asString().isEqualTo("late answer");
    }

    @Test
    void fullCloseAfterAHalfCloseIsTold() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());
        client.send("question");
        assertThat(accepted.receiveText()).isEqualTo("question");
        client.socket.shutdown(Side.WRITE);
        assertThat(accepted.receive()).isEmpty();
        assertThat(accepted.socket.peerIsGone()).isFalse();

        client.close();
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1); // though nobody writes
        assertThat(accepted.socket.peerIsGone()).isTrue();
        assertThatThrownBy(() -> accepted.send("answer")).isInstanceOf(ErrnoException.class);
    }

    @Test
    void fullCloseOfTheServerMakesTheClientsWritesFail() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        closed(server.accept()).close();

        assertThat(client.receive()).isEmpty();
        await().until(client.socket::peerIsGone);
        assertErrno(() -> client.send("too late"), ErrnoException.EPIPE);
    }

    @Test
    void closeWithBytesUnreadIsAResetForASideThatHasBytesOnTheWay() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());
        CompletableFuture<ErrnoException> failure = inBackground(() -> {
            try {
                byte[] much = new byte[1 << 20];
                while (true) {
                    client.send(much);
                }
            } catch (ErrnoException e) {
                return e;
            }
        });
        await().until(() -> recorded.totalBytes() > 0);
        accepted.close();

        assertThat(failure.get(120, SECONDS).errno()).isIn(ErrnoException.EPIPE, ErrnoException.ECONNRESET);
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
    }

    @Test
    void descriptorsArePassedOn() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());
        Path file = Files.writeString(folder.resolve("passed"), "read through a passed descriptor");

        client.send("before");
        assertThat(accepted.receiveText()).isEqualTo("before");
        try (RawFile in = RawFile.open(file.toString(), RawFile.Mode.READ)) {
            client.send("with", in.fd().number());
        }
        assertThat(accepted.receiveText()).isEqualTo("with");
        int[] passed = accepted.io.descriptors();
        assertThat(passed).hasSize(1);
        assertThat(Files.readString(Path.of("/proc/self/fd/" + passed[0])))
                .isEqualTo("read through a passed descriptor");
        UnixMessages.close(passed);

        await().until(() -> recorded.entries(Kind.DATA).size() == 2);
        assertThat(recorded.entries(Kind.DATA).get(1).details().attributes()).containsEntry("descriptors", 1);
        assertThat(recorded.entries(Kind.DATA).get(0).details().attributes()).isEmpty();
        client.close();
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
        assertThat(descriptorsOn(file))
                .as("descriptors that the relay left open")
                .isZero();
    }

    private static long descriptorsOn(Path file) throws IOException {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).equals(file);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void seqpacketKeepsBoundariesAndEmptyMessages() throws Exception {
        Talker server = server(Type.SEQPACKET);
        tap("");
        Talker client = client(Type.SEQPACKET);
        Talker accepted = closed(server.accept());
        accepted.socket.passTimes();
        byte[] large = new byte[150_000];
        new Random(3).nextBytes(large);

        client.send("one");
        client.send("");
        client.send(large);
        assertThat(accepted.receiveText()).isEqualTo("one");
        assertThat(accepted.receive()).isEmpty();
        assertThat(accepted.io.wasMessage()).as("an empty message, not the end").isTrue();
        assertThat(accepted.receive()).isEqualTo(large);
        client.close();
        assertThat(accepted.receive()).isEmpty();
        assertThat(accepted.io.wasMessage()).as("the end").isFalse();

        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
        assertThat(recorded.entries(Kind.DATA))
                .extracting(RecordedMessages.Entry::length)
                .containsExactly(3L, 0L, 150_000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Type.class,
            names = {"STREAM", "SEQPACKET"})
    void abstractNamesWork(Type type) throws Exception {
        String unique = "@ipcscope-test-" + ME + "-" + System.nanoTime();
        real = unique + "-real";
        front = unique + "-front";
        Talker server = server(type);
        Tap tap = tap("");
        Talker client = client(type);
        client.send("hello");

        assertThat(closed(server.accept()).receiveText()).isEqualTo("hello");
        assertThat(tap.endpoint()).isEqualTo(front);
    }

    @Test
    void twoThousandConnectionsAtOnce() throws Exception {
        Talker server = server(Type.STREAM);
        Tap tap = tap("");
        long filesBefore = openFiles();
        List<Talker> clients = new ArrayList<>();
        List<Talker> accepted = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            clients.add(client(Type.STREAM));
        }
        for (int i = 0; i < 2000; i++) {
            accepted.add(closed(server.accept()));
        }
        for (int i = 0; i < 2000; i++) {
            clients.get(i).send("client " + i);
        }
        for (Talker each : accepted) {
            each.send(each.receiveText());
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(clients.get(i).receiveText()).isEqualTo("client " + i);
        }
        assertThat(tap.conversations()).isEqualTo(2000);
        clients.forEach(Talker::close);
        accepted.forEach(Talker::close);
        await().until(() -> tap.conversations() == 0);
        assertThat(recorded.entries(Kind.CLOSE)).hasSize(2000);
        await().untilAsserted(() -> assertThat(openFiles()).isLessThan(filesBefore + 50));
    }

    private static long openFiles() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @Test
    void frontTakesModeAndOwnerOfTheTargetAndGoesWithTheTap() throws Exception {
        server(Type.STREAM);
        Paths.chmod(real, 0620);
        Tap tap = tap("");

        FileInfo made = Objects.requireNonNull(FileInfo.of(front));
        FileInfo like = Objects.requireNonNull(FileInfo.of(real));
        assertThat(made.permissions()).isEqualTo(0620);
        assertThat(made.uid()).isEqualTo(like.uid());
        assertThat(made.gid()).isEqualTo(like.gid());
        assertThat(tap.note()).isEmpty();
        tap.close();
        assertThat(FileInfo.of(front)).isNull();
        assertThat(FileInfo.of(real)).isNotNull();
    }

    @Test
    void targetThatIsMissingIsWaitedFor() throws Exception {
        assertThatThrownBy(() -> tap(""))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining(real);
        server(Type.STREAM).close();
        assertThatThrownBy(() -> tap(""))
                .as("the file is there, but nobody behind it")
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining(real);
        assertThat(FileInfo.of(front)).isNull();
    }

    @Test
    void targetThatRefusesIsAHangUpForTheClientAndAnErrorInTheRecord() throws Exception {
        Talker server = server(Type.STREAM);
        tap("");
        server.close();
        Talker client = client(Type.STREAM);

        assertThat(client.receive()).isEmpty();
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
        assertThat(recorded.entries(Kind.ERROR)).singleElement().satisfies(entry -> {
            var error = Objects.requireNonNull(entry.details().error());
            assertThat(error.code()).isEqualTo(ErrnoException.ECONNREFUSED);
            assertThat(error.text()).contains(real).contains("Connection refused");
        });
    }

    @Test
    void targetThatWasReplacedGetsNewConnections() throws Exception {
        Talker first = server(Type.STREAM);
        tap("");
        first.close();
        Files.delete(Path.of(real));
        Talker second = server(Type.STREAM);

        client(Type.STREAM).send("to the second");
        assertThat(closed(second.accept()).receiveText()).isEqualTo("to the second");
    }

    @Test
    void nameThatSomebodyElseHasIsLeftAlone() throws Exception {
        server(Type.STREAM);
        Talker other = closed(Talker.listen(Type.STREAM, front));
        assertThatThrownBy(() -> tap("")).hasMessageContaining("a program listens at " + front);
        other.close();
        assertThatThrownBy(() -> tap("")).hasMessageContaining(front).hasMessageContaining("wasn't made by ipcscope");
        assertThat(FileInfo.of(front)).isNotNull();
    }

    @Test
    void frontOfAnAgentThatWasKilledIsRemoved() throws Exception {
        server(Type.STREAM);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process agent = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TapForKill.class.getName(),
                        front,
                        real,
                        folder.resolve("state").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(agent.getInputStream().read()).isEqualTo('o');
        assertThatThrownBy(() -> tap("")).hasMessageContaining("a program listens at " + front);
        agent.destroyForcibly();
        assertThat(agent.waitFor(120, SECONDS)).isTrue();
        assertThat(FileInfo.of(front)).as("what the killed agent left").isNotNull();

        tap("");
        client(Type.STREAM).send("works");
        await().until(() -> recorded.totalBytes() == 5);
    }

    @Test
    void namesOutsideAsciiWorkUnderAnyLocale() throws Exception {
        real = folder + "/echt-ü.sock"; // no Path: this JVM may run under such a locale, too
        front = folder + "/vorn-日.sock";
        Talker server = server(Type.STREAM);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TapForKill.class.getName(),
                front.replace("日", "%E6%97%A5"),
                real.replace("ü", "%C3%BC"),
                folder.resolve("state").toString());
        builder.environment().put("LC_ALL", "C");
        Process agent = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(agent.getInputStream().read()).isEqualTo('o');
            client(Type.STREAM).send("hello");
            assertThat(closed(server.accept()).receiveText()).isEqualTo("hello");
        } finally {
            agent.destroyForcibly();
            assertThat(agent.waitFor(120, SECONDS)).isTrue();
        }
    }

    @Test
    void wrongTypeIsRefusedInWords() throws Exception {
        server(Type.SEQPACKET);
        assertThatThrownBy(() -> tap("?type=stream")).hasMessageContaining(real).hasMessageContaining("seqpacket");
        tap("?type=seqpacket");
    }

    @Test
    void closingTheTapHangsUpAndRecordsTheEnd() throws Exception {
        Talker server = server(Type.STREAM);
        Tap tap = tap("");
        Talker client = client(Type.STREAM);
        Talker accepted = closed(server.accept());
        client.send("x");
        assertThat(accepted.receiveText()).isEqualTo("x");
        tap.close();

        assertThat(client.receive()).isEmpty();
        assertThat(accepted.receive()).isEmpty();
        assertThat(recorded.entries(Kind.CLOSE)).hasSize(1);
        assertThat(tap.conversations()).isZero();
    }

    private static void assertErrno(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int errno) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private interface Work<T> {
        T get() throws Exception;
    }

    private static <T> CompletableFuture<T> inBackground(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
