package dev.ipcscope.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a spool that a disk or a person has damaged: what is lost is counted, the rest arrives. */
class SpoolDamageTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int SIZE = 60_000;
    private static final int COUNT = 60;

    @TempDir
    Path folder;

    private final Sink sink = new Sink();

    @Test
    void aDamagedFileInTheMiddleCostsWhatIsBehindTheDamageInItAndThatIsCounted() throws Exception {
        fill();
        Path middle = files().get(1);
        overwrite(middle, Files.size(middle) / 2);
        takeUp();
        long lost = COUNT - numbers().size();
        assertThat(lost).isBetween(2L, 20L);
        assertThat(gaps()).containsExactly(lost);
    }

    @Test
    void aFileWithoutItsHeadIsPutAsideAndWhatWasInItIsCounted() throws Exception {
        fill();
        Path middle = files().get(1);
        overwrite(middle, 0);
        takeUp();
        assertThat(middle.resolveSibling(middle.getFileName() + ".damaged")).exists();
        assertThat(gaps()).containsExactly((long) COUNT - numbers().size());
    }

    @Test
    void aDamagedFirstFileIsToldThoughTheServerKnowsNothing() throws Exception {
        fill();
        overwrite(files().get(0), 0);
        takeUp();
        assertThat(numbers()).isNotEmpty().hasSizeLessThan(COUNT);
        assertThat(sink.skipped)
                .singleElement()
                .satisfies(gap -> assertThat(gap.count()).isNull());
    }

    @Test
    void afterADamagedLastFileNumbersAreNotUsedAgain() throws Exception {
        fill();
        List<Path> files = files();
        overwrite(files.get(files.size() - 1), 0);
        takeUp();
        assertThat(numbers()).isNotEmpty().hasSizeLessThan(COUNT);
        assertThat(sink.skipped)
                .singleElement()
                .satisfies(gap -> assertThat(gap.count()).isNull());
    }

    @Test
    void aLossThatWasFoundIsToldAlsoWhenTheAgentEndsBeforeItCould() throws Exception {
        fill();
        overwrite(files().get(1), Files.size(files().get(1)) / 2);
        open().close(); // finds the damage, and no server is there
        takeUp();
        assertThat(gaps()).containsExactly((long) COUNT - numbers().size());
    }

    @Test
    void aNewIdentityIsToldAlsoWhenTheAgentEndsBeforeItCould() throws Exception {
        try (Outbox outbox = open()) {
            sink.pretendToHave(outbox.id(), 1_000_000);
            sink.refuseToSkip(true);
            record(outbox, 3);
            var before = outbox.id();
            sink.connect(outbox);
            await().atMost(LIMIT).until(() -> !outbox.id().equals(before));
        }
        sink.refuseToSkip(false);
        takeUp();
        assertThat(numbers()).containsExactly(0, 1, 2);
        assertThat(sink.skipped).singleElement().satisfies(gap -> {
            assertThat(gap.count()).isNull();
            assertThat(gap.reason()).contains("spool");
        });
    }

    private Outbox open() throws IOException {
        return new Outbox(folder, 8 << 20, "0.1.0");
    }

    /** Some files of 1 MiB, which no server has. */
    private void fill() throws Exception {
        try (Outbox outbox = open()) {
            record(outbox, COUNT);
        }
        assertThat(files()).hasSizeGreaterThan(3);
    }

    private static void record(Outbox outbox, int count) throws Exception {
        ConversationLog log = outbox.recorder(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=block"))
                .open(null, null);
        for (int i = 0; i < count; i++) {
            log.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(SIZE).putInt(0, i));
        }
    }

    private void takeUp() throws Exception {
        try (Outbox outbox = sink.connect(open())) {
            await().atMost(LIMIT)
                    .until(() -> outbox.flush(LIMIT) && outbox.counters().inSpoolBytes() == 0);
        }
    }

    /** What has arrived, without duplicates and in order. */
    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        sink.messages(Kind.DATA)
                .forEach(m -> numbers.add(ByteBuffer.wrap(m.payload()).getInt()));
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        return numbers;
    }

    private List<Long> gaps() {
        return sink.skipped.stream().map(Details.Gap::count).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static void overwrite(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            byte[] other = new byte[64];
            Arrays.fill(other, (byte) 0x55);
            bytes.write(other);
        }
    }
}
