package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTapTest {

    @TempDir
    Path folder;

    private final MappingMechanism mechanism = new MappingMechanism();
    private final RecordedWatch recorded = new RecordedWatch();
    private Path file;
    private Tap tap;

    @BeforeEach
    void file() throws IOException {
        file = Files.write(folder.resolve("telemetry"), new byte[10_000]);
    }

    @AfterEach
    void closeTap() {
        if (tap != null) {
            tap.close();
        }
    }

    @Test
    void randomEditsThroughAMappingAreRebuiltAtEachStep() throws Exception {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        open();
        awaitRebuilt(new byte[10_000]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 10_000);
            byte[] expected = new byte[10_000];
            for (int step = 0; step < 60; step++) {
                for (int edits = random.nextInt(1, 20); edits > 0; edits--) {
                    int at = random.nextInt(expected.length);
                    expected[at]++;
                    memory.put(at, expected[at]);
                }
                awaitRebuilt(expected);
            }
        }
        assertThat(recorded.of(Kind.SNAPSHOT).get(0).details().attributes()).containsEntry("keyFrame", true);
        assertThat(recorded.of(Kind.SNAPSHOT)).hasSizeGreaterThanOrEqualTo(61);
        assertThat(recorded.of(Kind.SNAPSHOT).stream()
                        .skip(1)
                        .filter(entry -> entry.details().attributes().containsKey("keyFrame")))
                .isEmpty();
    }

    @Test
    void growingAndShrinkingIsRecordedWithTheSize() throws Exception {
        open();
        awaitRebuilt(new byte[10_000]);
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(20_000);
            awaitRebuilt(new byte[20_000]);
            writer.setLength(7);
            awaitRebuilt(new byte[7]);
            writer.setLength(0);
            awaitRebuilt(new byte[0]);
            writer.write(new byte[] {1, 2, 3});
            awaitRebuilt(new byte[] {1, 2, 3});
        }
        assertThat(recorded.of(Kind.OPEN)).hasSize(1);
        assertThat(recorded.of(Kind.CLOSE)).isEmpty();
    }

    @Test
    void anEmptyFileBeginsWithAnEmptyKeyFrame() throws Exception {
        Files.write(file, new byte[0]);
        open();
        await().untilAsserted(() -> assertThat(recorded.of(Kind.SNAPSHOT)).hasSize(1));
        RecordedWatch.Entry keyFrame = recorded.of(Kind.SNAPSHOT).get(0);
        assertThat(keyFrame.payload()).isEmpty();
        assertThat(keyFrame.details().ranges()).isEmpty();
        assertThat(keyFrame.details().attributes())
                .containsEntry("keyFrame", true)
                .containsEntry("size", 0L);
    }

    @Test
    void aReplacedFileGoesOnWithAKeyFrame() throws Exception {
        open();
        awaitRebuilt(new byte[10_000]);
        byte[] other = {9, 8, 7};
        Files.move(
                Files.write(folder.resolve("new"), other),
                file,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        awaitRebuilt(other);
        RecordedWatch.Entry last = recorded.of(Kind.SNAPSHOT).get(1);
        assertThat(last.details().attributes()).containsEntry("keyFrame", true).containsEntry("replaced", true);
        Files.write(file, new byte[] {9, 8, 6});
        awaitRebuilt(new byte[] {9, 8, 6});
        assertThat(recorded.of(Kind.OPEN)).hasSize(1);
    }

    @Test
    void aDeletedFileEndsTheConversationAndAnotherBeginsWhenItIsBack() throws Exception {
        open();
        awaitRebuilt(new byte[10_000]);
        Files.delete(file);
        await().untilAsserted(() -> assertThat(recorded.of(Kind.CLOSE)).hasSize(1));
        assertThat(recorded.of(Kind.CLOSE).get(0).details().attributes()).containsEntry("reason", "file deleted");
        await().untilAsserted(() -> assertThat(tap.note()).contains("was deleted"));
        assertThat(tap.conversations()).isZero();

        Files.move(Files.write(folder.resolve("new"), new byte[] {5}), file);
        awaitRebuilt(new byte[] {5});
        assertThat(recorded.of(Kind.OPEN)).hasSize(2);
        assertThat(tap.note()).isEmpty();
        assertThat(tap.conversations()).isEqualTo(1);
    }

    @Test
    void whatWasWrittenJustBeforeDeletionIsRecorded() throws Exception {
        open("30ms");
        for (int round = 0; round < 20; round++) {
            byte[] last = {(byte) round, 1, 2};
            Files.move(
                    Files.write(folder.resolve("new"), last),
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            awaitRebuilt(last);
            last[1] = 77;
            Files.write(file, last, StandardOpenOption.WRITE);
            Files.delete(file);
            awaitRebuilt(last);
            await().until(() -> tap.conversations() == 0);
            Files.write(file, last);
            await().until(() -> tap.conversations() == 1);
        }
    }

    @Test
    void aKeyFrameFollowsALoss() throws Exception {
        open();
        awaitRebuilt(new byte[10_000]);
        recorded.lose();
        await().untilAsserted(() -> assertThat(recorded.of(Kind.SNAPSHOT)).hasSize(2));
        RecordedWatch.Entry keyFrame = recorded.of(Kind.SNAPSHOT).get(1);
        assertThat(keyFrame.details().attributes()).containsEntry("keyFrame", true);
        assertThat(keyFrame.payload()).hasSize(10_000);
    }

    @Test
    void closingEndsTheConversationAndLeavesTheFileAsItIs() throws Exception {
        byte[] before = Files.readAllBytes(file);
        Object modified = Files.getLastModifiedTime(file);
        open();
        awaitRebuilt(before);
        tap.close();
        assertThat(recorded.of(Kind.CLOSE)).hasSize(1);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
    }

    @Test
    void opensAFileThatMayOnlyBeRead() throws Exception {
        assertThat(file.toFile().setWritable(false)).isTrue();
        open();
        awaitRebuilt(new byte[10_000]);
    }

    @Test
    void waitsForAFileThatIsNotThere() {
        assertThatThrownBy(() -> mechanism.open(spec("mapping:" + folder.resolve("later")), recorded))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("later does not exist");
    }

    @Test
    void refusesWhatIsNoRegularFileInWords() {
        assertThatThrownBy(() -> mechanism.open(spec("mapping:" + folder), recorded))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> mechanism.open(spec("mapping:/dev/zero"), recorded))
                .hasMessageContaining("is a device, FIFO or socket");
    }

    @Test
    void refusesAFileThatNoMessageCouldHold() throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 1L << 30);
        }
        assertThatThrownBy(() -> mechanism.open(spec("mapping:" + file), recorded))
                .hasMessageContaining("a snapshot holds at most 1073741824");
    }

    @Test
    void aFileThatGrowsTooLargeIsSaidAndWaitedFor() throws Exception {
        open();
        awaitRebuilt(new byte[10_000]);
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength((1L << 30) + 1);
            await().untilAsserted(() -> assertThat(tap.note()).contains("a snapshot holds at most"));
            assertThat(recorded.of(Kind.ERROR)).hasSize(1);
            writer.setLength(5);
        }
        awaitRebuilt(new byte[5]);
        assertThat(recorded.of(Kind.OPEN)).hasSize(2);
    }

    @Test
    void aLayoutNamesTheValuesThatChange() throws Exception {
        Path layout = Files.writeString(folder.resolve("a.layout"), "seqlock s\n0 u8 s\n8 u16[3] b\n16 utf8[8] t\n");
        open("5ms&layout=" + layout);
        awaitRebuilt(new byte[10_000]);
        byte[] content = new byte[10_000];
        content[10] = 7;
        content[16] = 'h';
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.seek(10);
            writer.write(content, 10, 7);
        }
        awaitRebuilt(content);
        assertThat(recorded.of(Kind.SNAPSHOT).get(0).details().attributes())
                .containsEntry("layout", List.of("seqlock s", "0x00 u8 s", "0x08 u16le[3] b", "0x10 utf8[8] t"));
        assertThat(recorded.of(Kind.SNAPSHOT).get(1).details().attributes())
                .containsEntry(
                        "fields",
                        List.of(
                                Map.of("name", "b[1]", "value", 7L, "before", 0L),
                                Map.of("name", "t", "value", "h", "before", "")))
                .doesNotContainKeys("layout", "torn");
    }

    @Test
    void aSnapshotOfAnUnfinishedWriteIsMarked() throws Exception {
        Path layout = Files.writeString(folder.resolve("a.layout"), "seqlock s\n0 u8 s\n8 u16 b\n");
        open("5ms&layout=" + layout);
        awaitRebuilt(new byte[10_000]);
        byte[] content = new byte[10_000];
        content[0] = 1;
        Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
        awaitRebuilt(content);
        assertThat(recorded.of(Kind.SNAPSHOT).get(1).details().attributes()).containsEntry("torn", true);
    }

    @Test
    void aLayoutThatIsWrongOrMissingIsRefusedInWords() throws Exception {
        Path layout = Files.writeString(folder.resolve("a.layout"), "0 u9 s\n");
        assertThatThrownBy(() -> open("5ms&layout=" + layout))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.layout, line 1: no type 'u9'");
        assertThatThrownBy(() -> open("5ms&layout=" + folder.resolve("none")))
                .hasMessageContaining("none does not exist");
    }

    @Test
    void checksTheSpec() throws Exception {
        assertThat(mechanism.check(spec("mapping:/dev/../dev/shm/x?every=50ms")))
                .hasToString("mapping:/dev/shm/x?every=50ms");
        assertThat(mechanism.check(spec("mapping:/a?layout=/b/../c"))).hasToString("mapping:/a?layout=/c");
        assertRefused("mapping:/a?every=2s&idle=1s", "idle can't be shorter");
        assertRefused("mapping:/a?idle=0ms", "idle is between 1ms and 1h");
        assertRefused("mapping:/a=/b", "without '='");
        assertRefused("mapping:", "name is missing");
        assertRefused("mapping:/a?every=0ms", "between 1ms and 1h");
        assertRefused("mapping:/a?every=2h", "between 1ms and 1h");
        assertRefused("mapping:/a?every=often", "'often' is not a duration");
        assertRefused("mapping:/a?size=4", "no option 'size'");
    }

    @Test
    void namesTheOnlyProcessThatMayWrite() throws Exception {
        Process writer = ForeignWriter.start(folder, file, WRITER);
        try {
            open();
            await().untilAsserted(() -> assertThat(recorded.server().pid()).isEqualTo(writer.pid()));
            await().untilAsserted(() -> assertThat(recorded.of(Kind.EVENT))
                    .singleElement()
                    .extracting(event -> event.details().attributes().get("holders"))
                    .isEqualTo(List.of(Map.of("pid", writer.pid(), "name", "java", "access", "write"))));
            assertThat(mechanism.discover().stream()
                            .filter(endpoint -> endpoint.name().equals(file.toString())))
                    .singleElement()
                    .satisfies(endpoint -> assertThat(endpoint.processes())
                            .singleElement()
                            .satisfies(process -> assertThat(process.pid()).isEqualTo(writer.pid())))
                    .extracting(Endpoint::suggestion)
                    .isEqualTo("mapping:" + file);
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private static final String WRITER = """
            import java.nio.channels.FileChannel;
            import java.nio.file.*;
            public class Writer {
                public static void main(String[] a) throws Exception {
                    FileChannel c = FileChannel.open(Path.of(a[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                    java.nio.MappedByteBuffer m = c.map(FileChannel.MapMode.READ_WRITE, 0, 10);
                    m.put(0, (byte) 1);
                    System.out.print("ready");
                    System.out.flush();
                    Thread.sleep(60_000);
                    m.put(0, (byte) 2);
                }
            }
            """;

    private void open() throws Exception {
        open("5ms");
    }

    private void open(String every) throws Exception {
        tap = mechanism.open(mechanism.check(spec("mapping:" + file + "?every=" + every)), recorded);
    }

    private void awaitRebuilt(byte[] expected) {
        await().pollInterval(java.time.Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(recorded.rebuilt()).isEqualTo(expected));
    }

    private void assertRefused(String spec, String words) {
        assertThatThrownBy(() -> mechanism.check(spec(spec)))
                .isInstanceOf(TapSpecException.class)
                .hasMessageContaining(words);
    }

    private static TapSpec spec(String text) throws TapSpecException {
        return TapSpec.parse(text);
    }
}
