package dev.ipcscope.agent.mechanism.fifo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Paths;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.RawFile.Mode;
import dev.ipcscope.agent.mechanism.Endpoint;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "FIFOs")
@Timeout(90)
class FifoTapTest {
    @TempDir
    Path folder;

    private final RecordedMessages recorded = new RecordedMessages();
    private final List<Process> processes = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private String front = "";
    private String real = "";

    @BeforeEach
    void names() throws IOException {
        front = folder.resolve("front").toString();
        real = folder.resolve("real").toString();
        Paths.mkfifo(real, 0600);
    }

    @AfterEach
    void endAll() throws InterruptedException {
        taps.forEach(Tap::close);
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(10, SECONDS);
        }
    }

    private Tap tap(RecordedMessages into) throws Exception {
        FifoMechanism mechanism = new FifoMechanism(new FrontRegistry(folder.resolve("state")));
        Tap tap = mechanism.open(mechanism.check(TapSpec.parse("fifo:" + front + "=" + real)), into);
        taps.add(tap);
        return tap;
    }

    /** A shell with $front, $real and $dir. */
    private Process sh(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
        builder.environment().put("front", front);
        builder.environment().put("real", real);
        builder.environment().put("dir", folder.toString());
        File errors = folder.resolve("errors" + processes.size()).toFile();
        Process process = builder.redirectError(errors).start();
        processes.add(process);
        return process;
    }

    private void ends(Process process, int code) throws InterruptedException {
        assertThat(process.waitFor(120, SECONDS)).as("the process ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name), UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void megabytesArriveAndTheReaderSeesTheEnd(Policy policy) throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(11).nextBytes(sent);
        Files.write(folder.resolve("in"), sent);
        RecordedMessages messages = new RecordedMessages(policy, Long.MAX_VALUE);
        tap(messages);
        Process reader = sh("cat $real > $dir/out");
        Process writer = sh("cat $dir/in > $front");

        ends(writer, 0);
        ends(reader, 0);
        assertThat(Files.readAllBytes(folder.resolve("out"))).isEqualTo(sent);
        await().until(() -> messages.entries(Kind.CLOSE).size() == 1);
        assertThat(messages.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                .isEqualTo(sent);
    }

    @Test
    void eachWriterOfALoopReachesAReaderOfALoop() throws Exception {
        tap(recorded);
        Process reader = sh("for i in 1 2 3 4 5 6 7 8; do cat $real; echo .; done > $dir/out");
        Process writer = sh("for i in 1 2 3 4 5 6 7 8; do echo $i > $front;"
                + " until [ $(grep -c '^[.]' $dir/out) -ge $i ]; do sleep 0.05; done; done");

        ends(writer, 0);
        ends(reader, 0);
        assertThat(file("out").replace("\n", "")).isEqualTo("1.2.3.4.5.6.7.8.");
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 8);
    }

    /** With one reader; each time that a reader goes, a FIFO itself may lose what the next writer has said by then. */
    @Test
    void writersThatFollowAtOnceLoseNothing() throws Exception {
        tap(recorded);
        Process reader =
                sh("exec 3<>$real; for i in $(seq 100); do IFS= read -r line <&3; echo $line; done > $dir/out");
        Process writer = sh("for i in $(seq 100); do echo line $i > $front; done");
        ends(writer, 0);
        ends(reader, 0);
        assertThat(file("out").lines().toList())
                .isEqualTo(
                        IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i).toList());
    }

    /** Each writer comes in the moment in which the reader before it goes. */
    @ParameterizedTest
    @ValueSource(
            strings = {"cat $dir/in > $front", "dd if=$dir/in of=$front bs=1000", "tee $front < $dir/in > /dev/null"})
    void pairsThatFollowAtOnceLoseNothing(String writing) throws Exception {
        byte[] sent = new byte[400_000];
        new Random(12).nextBytes(sent);
        Files.write(folder.resolve("in"), sent);
        tap(recorded);
        Process pairs = sh("for i in $(seq 10); do cat $real > $dir/out & bash -c '" + writing + "' 2> $dir/said;"
                + " echo \"$i: $?\"; wait; cmp $dir/in $dir/out; done");
        assertThat(new String(pairs.getInputStream().readAllBytes(), UTF_8)
                        .lines()
                        .toList())
                .isEqualTo(IntStream.rangeClosed(1, 10).mapToObj(i -> i + ": 0").toList());
        ends(pairs, 0);
    }

    @Test
    void readerThatStaysOpenSeesTheNextWriter() throws Exception {
        tap(recorded);
        Process reader =
                sh("exec 3<$real; cat <&3; echo end; until IFS= read -r line <&3; do sleep 0.05; done; echo $line");
        ends(sh("echo first > $front"), 0);
        assertThat(reader.inputReader().readLine()).isEqualTo("first");
        assertThat(reader.inputReader().readLine()).isEqualTo("end");
        ends(sh("echo second > $front"), 0);
        assertThat(reader.inputReader().readLine()).isEqualTo("second");
        ends(reader, 0);
    }

    @Test
    void slowReaderStillSeesTheEnd() throws Exception {
        tap(recorded);
        Process reader = sh("exec 3<$real; sleep 1; cat <&3; echo end");
        ends(sh("echo early > $front"), 0);

        assertThat(reader.inputReader().readLine()).isEqualTo("early");
        assertThat(reader.inputReader().readLine()).isEqualTo("end");
        ends(reader, 0);
    }

    @Test
    void openOfTheFrontWaitsForAReaderOfTheRealOne() throws Exception {
        tap(recorded);
        assertThatThrownBy(() -> RawFile.openNow(front, RawFile.Mode.WRITE))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(ErrnoException.ENXIO));
        Process writer = sh("echo waited > $front; touch $dir/written");
        await().during(300, MILLISECONDS).until(() -> writer.isAlive() && !Files.exists(folder.resolve("written")));

        Process reader = sh("cat $real");
        ends(writer, 0);
        assertThat(reader.inputReader().readLine()).isEqualTo("waited");
        ends(reader, 0);
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> RawFile.openNow(front, RawFile.Mode.WRITE).close())
                .as("after the reader has gone as before it came")
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(ErrnoException.ENXIO)));
    }

    /** Somebody who tries again and again must not keep the front open by that. */
    @Test
    void frontRefusesWritersThatDoNotWaitOnceTheReaderIsGone() throws Exception {
        tap(recorded);
        ByteBuffer text = ByteBuffer.allocateDirect(3);
        for (int round = 0; round < 5; round++) {
            try (RawFile reader = RawFile.openNow(real, Mode.READ)) {
                try (RawFile writer = await().until(() -> openForWriting(front), Objects::nonNull)) {
                    writer.write(text.clear().put("abc".getBytes(UTF_8)).flip());
                }
                await().until(() -> reader.read(text.clear()) == 3);
            }
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                try (RawFile writer = openForWriting(front)) {
                    return writer == null;
                }
            });
        }
        assertThat(recorded.totalBytes()).isEqualTo(15);
    }

    private static @Nullable RawFile openForWriting(String name) {
        try {
            return RawFile.openNow(name, Mode.WRITE);
        } catch (ErrnoException e) {
            return null;
        }
    }

    @Test
    void writerIsBrokenOffWhenTheReaderGoes() throws Exception {
        tap(recorded);
        sh("head -c 10 $real > $dir/out");
        Process writer = sh("yes > $front");

        ends(writer, 128 + 13); // SIGPIPE
        await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
        assertThat(file("out")).isEqualTo("y\n".repeat(5));
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "closed by server");
    }

    /** Some of it is in the real FIFO then, some in the tap's hands, some still in the front. */
    @ParameterizedTest
    @EnumSource(Policy.class)
    void whatTheReaderNeverTookIsRecordedWhenTheTapCloses(Policy policy) throws Exception {
        byte[] sent = new byte[100_000];
        new Random(12).nextBytes(sent);
        ByteBuffer bytes = ByteBuffer.allocateDirect(sent.length).put(sent).flip();
        RecordedMessages messages = new RecordedMessages(policy, Long.MAX_VALUE);
        Tap tap = tap(messages);
        try (RawFile reader = RawFile.openNow(real, Mode.READ)) {
            try (RawFile writer = await().until(() -> openForWriting(front), Objects::nonNull)) {
                writer.wait(true);
                while (bytes.hasRemaining()) {
                    writer.write(bytes);
                }
            }

            tap.close();

            assertThat(messages.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                    .isEqualTo(sent);
            assertThat(messages.entries(Kind.ERROR))
                    .extracting(error -> error.details().toString())
                    .anyMatch(text -> text.contains("not all have reached it"));
            assertThat(reader.fd()).isNotNull();
        }
    }

    @Test
    void writesOfUpToPipeBufStayWhole() throws Exception {
        tap(recorded);
        Process reader = sh("cat $real > $dir/out");
        Process writer = sh("""
                exec 3>$front
                for w in a b c d; do
                  for i in $(seq 50); do head -c 4095 /dev/zero | tr '\\0' $w; echo; done \
                    | dd obs=4096 iflag=fullblock ibs=4096 >&3 &
                done
                wait
                """);
        ends(writer, 0);
        ends(reader, 0);
        assertThat(file("out").lines())
                .hasSize(200)
                .allMatch(line -> line.length() == 4095
                        && line.equals(line.substring(0, 1).repeat(4095)));
    }

    @Test
    void stoppedReaderMakesTheWriterWait() throws Exception {
        tap(recorded);
        Process reader = sh("exec 3<$real; read go; cat <&3 | wc -c");
        Process writer = sh("head -c 3000000 /dev/zero > $front");
        await().during(500, MILLISECONDS).until(writer::isAlive);
        assertThat(recorded.totalBytes()).isLessThan(1_000_000);

        reader.outputWriter().append("go\n").flush();
        ends(writer, 0);
        assertThat(reader.inputReader().readLine().trim()).isEqualTo("3000000");
    }

    @Test
    void bothProcessesAreNamedAndFound() throws Exception {
        tap(recorded);
        Process reader = sh("exec cat $real");
        Process writer = sh("exec 3>$front; echo hello >&3; read end");
        assertThat(reader.inputReader().readLine()).isEqualTo("hello");

        await().until(() -> {
            RecordedMessages.Log log = recorded.conversations().get(0);
            return log.client().pid() != null && log.server().pid() != null;
        });
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(log.client().pid()).isEqualTo(writer.pid());
        assertThat(log.server().pid()).isEqualTo(reader.pid());
        assertThat(log.server().name()).isEqualTo("cat");
        assertThat(new FifoMechanism().discover())
                .filteredOn(endpoint -> endpoint.name().equals(real))
                .singleElement()
                .extracting(Endpoint::suggestion)
                .isEqualTo("fifo:" + real + ".tap=" + real);
    }

    @Test
    void frontLooksLikeTheTargetAndGoesWithTheTap() throws Exception {
        Paths.chmod(real, 0640);
        Tap tap = tap(recorded);
        assertThat(Objects.requireNonNull(FileInfo.of(front)).permissions()).isEqualTo(0640);
        assertThat(Objects.requireNonNull(FileInfo.of(front)).isFifo()).isTrue();
        Process waiting = sh("echo x > $front");
        await().during(100, MILLISECONDS).until(waiting::isAlive);
        tap.close();

        assertThat(FileInfo.of(front)).isNull();
        assertThat(waiting.waitFor(120, SECONDS))
                .as("whoever waits isn't left waiting")
                .isTrue();
    }

    @Test
    void targetThatIsMissingIsWaitedForAndAFileIsRefused() throws Exception {
        Files.delete(Path.of(real));
        assertThatThrownBy(() -> tap(recorded))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining(real);
        Files.createFile(Path.of(real));
        assertThatThrownBy(() -> tap(recorded)).hasMessageContaining(real + " isn't a FIFO");
        Files.delete(Path.of(real));
        Paths.mkfifo(real, 0600);
        Files.createFile(Path.of(front));
        assertThatThrownBy(() -> tap(recorded)).hasMessageContaining("wasn't made by ipcscope");
        assertThat(Path.of(front)).exists();
    }
}
