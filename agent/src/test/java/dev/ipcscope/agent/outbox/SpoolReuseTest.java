package dev.ipcscope.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.wire.FrameWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of a spool that are written again over what the server has had: nothing of before is taken for new. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere files are made anew")
class SpoolReuseTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** Files of 2 MiB, of which two are kept. */
    private static final long SPOOL = 16 << 20;

    private static final int SIZE = 100_000;

    @TempDir
    Path folder;

    private final Sink sink = new Sink();

    @Test
    void aStreamGoesThroughTheSameFewFilesAndArrivesAsItWas() throws Exception {
        Set<Object> used = new HashSet<>();
        try (Outbox outbox = open(folder)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            for (int i = 0; i < 200; i++) {
                log.data(Direction.CLIENT_TO_SERVER, payload(i, SIZE + i));
                if (i % 10 == 9) { // no more than the files that are kept
                    assertThat(outbox.flush(LIMIT)).isTrue();
                    used.addAll(inodes());
                }
            }
            assertThat(outbox.flush(LIMIT)).isTrue();
        }
        assertThat(used).hasSizeLessThan(6);
        assertThat(numbers(0)).hasSize(200);
        assertThat(inodes()).hasSize(1); // what was kept is deleted at the end
    }

    @Test
    void aLargeMessageIsWholeAlsoWhereAFileUsedAgainIsTooSmallForIt() throws Exception {
        try (Outbox outbox = open(folder)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            for (int i = 0; i < 120; i++) {
                log.data(Direction.CLIENT_TO_SERVER, payload(i, i % 20 == 19 ? 5 << 20 : SIZE));
                if (i % 10 == 9) {
                    assertThat(outbox.flush(LIMIT)).isTrue();
                }
            }
        }
        assertThat(numbers(0)).hasSize(120);
    }

    /** As a child process: the server has everything up to a number, then it is away. Prints what is recorded. */
    public static final class Child {
        private Child() {}

        /** The folder. */
        public static void main(String[] args) throws Exception {
            Sink sink = new Sink();
            Outbox outbox = sink.connect(open(Path.of(args[0])));
            ConversationLog log = log(outbox, "block");
            for (int i = 0; ; i++) {
                if (i == 100) {
                    outbox.flush(LIMIT);
                    sink.away(true);
                }
                log.data(Direction.CLIENT_TO_SERVER, payload(i, SIZE));
                System.out.println(i);
                if (i < 100 && i % 10 == 9) {
                    outbox.flush(LIMIT);
                }
            }
        }
    }

    @Test
    void afterAKillEverythingThatReturnedIsThereAndNothingOfBefore() throws Exception {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int returned = -1;
        try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                returned = Integer.parseInt(line);
                if (returned >= 113) { // some way into a file that was used before
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        takeUp(folder);
        List<Integer> numbers = numbers(sink.messages(Kind.DATA).isEmpty() ? 0 : first());
        assertThat(numbers.get(0)).isLessThanOrEqualTo(100); // the server had those before
        assertThat(numbers.get(numbers.size() - 1)).isGreaterThanOrEqualTo(returned);
        assertThat(sink.skipped).isEmpty();
    }

    /** A program may send what looks like frames to come; a copy of the files is what a killed process leaves. */
    @Test
    void framesThatAProgramSentAreNotReadAsRecords() throws Exception {
        Path killed = Files.createDirectory(folder.resolve("killed"));
        Path spool = Files.createDirectory(folder.resolve("spool"));
        try (Outbox outbox = open(spool)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            for (int i = 0; i < 60; i++) {
                log.data(Direction.CLIENT_TO_SERVER, forged(i));
            }
            assertThat(outbox.flush(LIMIT)).isTrue();
            sink.away(true);
            for (int i = 0; i < 30; i++) {
                log.data(Direction.CLIENT_TO_SERVER, payload(i, 1000 + i));
                if (i % 10 == 9) {
                    log.data(Direction.CLIENT_TO_SERVER, payload(i, 900_000)); // on to the next file
                }
                copy(spool, killed);
                Sink after = new Sink();
                try (Outbox again = open(killed)) {
                    after.connect(again);
                    assertThat(again.flush(LIMIT)).isTrue();
                }
                assertThat(after.messages(Kind.DATA).stream()
                                .map(m -> new String(m.payload(), StandardCharsets.ISO_8859_1))
                                .filter(text -> text.startsWith("forged")))
                        .isEmpty();
                assertThat(after.messages(Kind.DATA).stream()
                                .filter(m -> m.payload().length < SIZE / 2)
                                .map(m -> ByteBuffer.wrap(m.payload()).getInt()))
                        .endsWith(i)
                        .isSorted();
            }
        }
    }

    @Test
    void whatIsErasedIsInNoFileAlsoNotBehindWhatWasWrittenSince() throws Exception {
        try (Outbox outbox = open(folder)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            secrets(outbox, log);
            assertThat(filesWith("a secret")).isNotEmpty();
            outbox.eraseAcknowledged();
            assertThat(filesWith("a secret")).isEmpty();
        }
    }

    @Test
    void whatIsErasedWhileSomethingWaitsBehindItIsGoneOnceTheServerHasThat() throws Exception {
        try (Outbox outbox = open(folder)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            secrets(outbox, log);
            sink.away(true);
            log.data(Direction.CLIENT_TO_SERVER, payload(1, SIZE));
            outbox.eraseAcknowledged();
            log.data(Direction.CLIENT_TO_SERVER, payload(2, SIZE));
            sink.away(false);
            assertThat(outbox.flush(LIMIT)).isTrue();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(filesWith("a secret")).isEmpty());
        }
        assertThat(sink.messages(Kind.DATA).stream().filter(m -> m.payload().length == SIZE))
                .hasSize(2);
    }

    private static void secrets(Outbox outbox, ConversationLog log) {
        byte[] text = "a secret ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 100; i++) {
            log.data(Direction.CLIENT_TO_SERVER, ByteBuffer.wrap(text));
            if (i % 10 == 9) {
                assertThat(outbox.flush(LIMIT)).isTrue();
            }
        }
    }

    @Test
    void recordingGoesOnWhenSomebodyCutsAFileThatIsUsedAgain() throws Exception {
        try (Outbox outbox = open(folder)) {
            sink.connect(outbox);
            ConversationLog log = log(outbox, "block");
            int number = 0;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 60; i++) {
                    log.data(Direction.CLIENT_TO_SERVER, payload(number++, SIZE));
                    if (i % 10 == 9) {
                        assertThat(outbox.flush(LIMIT)).isTrue();
                    }
                }
                for (Path file : files()) {
                    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                        cut.setLength(Segment.HEADER);
                    }
                }
            }
            log.data(Direction.CLIENT_TO_SERVER, payload(number, SIZE));
            assertThat(outbox.flush(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> outbox.counters().spoolError().isEmpty());
        }
        assertThat(numbers(0)).hasSize(181);
    }

    @Test
    void whatAKilledProcessKeptIsDeleted() throws Exception {
        Path left = Files.write(folder.resolve("000000000007" + Spares.SUFFIX), new byte[100]);
        open(folder).close();
        assertThat(left).doesNotExist();
    }

    private static Outbox open(Path folder) throws IOException {
        return new Outbox(folder, SPOOL, "0.1.0");
    }

    private static ConversationLog log(Outbox outbox, String policy) throws Exception {
        return outbox.recorder(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=" + policy))
                .open(null, null);
    }

    /** Bytes that follow from the number. */
    private static ByteBuffer payload(int number, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (int at = 0; at + Integer.BYTES <= size; at += Integer.BYTES) {
            bytes.putInt(at, number);
        }
        return bytes;
    }

    /** Frames of later messages, one behind the other at every distance that matters. */
    private static ByteBuffer forged(int round) {
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        for (int i = 0; bytes.remaining() > 600; i++) {
            byte[] text = "forged".getBytes(StandardCharsets.US_ASCII);
            writer.begin(0);
            long seq = 66 + (round + i) % 40;
            writer.message(seq, 1, 1, Kind.DATA, Direction.CLIENT_TO_SERVER, 6, ByteBuffer.wrap(text), 0, 6, null);
            bytes.put(writer.seal(seq));
        }
        return bytes.flip();
    }

    private void takeUp(Path from) throws Exception {
        try (Outbox outbox = open(from)) {
            sink.connect(outbox);
            assertThat(outbox.flush(LIMIT)).isTrue();
        }
    }

    private int first() {
        return ByteBuffer.wrap(sink.messages(Kind.DATA).get(0).payload()).getInt();
    }

    /** What has arrived: whole, and one after the other from this number on. */
    private List<Integer> numbers(int first) {
        List<Integer> numbers = new ArrayList<>();
        for (Sink.Got got : sink.messages(Kind.DATA)) {
            int number = first + numbers.size();
            assertThat(got.payload())
                    .isEqualTo(payload(number, got.payload().length).array());
            numbers.add(number);
        }
        return numbers;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path old : list(to)) {
            Files.delete(old);
        }
        for (Path file : list(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private List<Path> files() throws IOException {
        return list(folder).stream()
                .filter(f ->
                        f.toString().endsWith(Segment.SUFFIX) || f.toString().endsWith(Spares.SUFFIX))
                .toList();
    }

    private List<Object> inodes() throws IOException {
        List<Object> inodes = new ArrayList<>();
        for (Path file : files()) {
            inodes.add(Files.getAttribute(file, "unix:ino"));
        }
        return inodes;
    }

    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : list(folder)) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                found.add(file);
            }
        }
        return found;
    }
}
