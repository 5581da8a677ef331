package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @TempDir
    Path folder;

    @Test
    void findsOneByteAmongMany() throws IOException {
        byte[] content = new byte[1_000_003];
        Path file = Files.write(folder.resolve("f"), content);
        Snapshot snapshot = new Snapshot();
        assertThat(update(snapshot, file)).containsExactly(new Range(0, content.length));
        assertThat(update(snapshot, file)).isEmpty();
        content[777_777] = 1;
        Files.write(file, content);
        assertThat(update(snapshot, file)).containsExactly(new Range(777_777, 1));
    }

    @Test
    void seesWhatChangedAtTheEdgesOfAChunk() throws IOException {
        byte[] content = new byte[(256 << 10) * 2];
        Path file = Files.write(folder.resolve("f"), content);
        Snapshot snapshot = new Snapshot();
        update(snapshot, file);
        content[0] = 1;
        content[(256 << 10) - 1] = 1;
        content[256 << 10] = 1;
        content[content.length - 1] = 1;
        Files.write(file, content);
        assertThat(update(snapshot, file))
                .containsExactly(new Range(0, 1), new Range((256 << 10) - 1, 2), new Range(content.length - 1, 1));
    }

    @Test
    void takesTheBytesThereAreWhenTheFileHasShrunkMeanwhile() throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[5000]);
        Snapshot snapshot = new Snapshot();
        try (Memory memory = WatchedFile.open(NamedFile.of(file.toString()))) {
            snapshot.update(memory, 1_000_000);
        }
        assertThat(snapshot.size()).isEqualTo(5000);
    }

    @Test
    void randomEditsAreRebuiltFromTheRanges() throws IOException {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("f");
        byte[] content = new byte[300_000];
        byte[] rebuilt = {};
        Snapshot snapshot = new Snapshot();
        for (int round = 0; round < 400; round++) {
            content = edit(content, random);
            Files.write(file, content);
            List<Range> ranges = update(snapshot, file);
            rebuilt = Arrays.copyOf(rebuilt, snapshot.size());
            ByteBuffer payload = snapshot.payload(ranges);
            for (Range range : ranges) {
                payload.get(rebuilt, (int) range.offset(), (int) range.length());
            }
            assertThat(payload.hasRemaining()).isFalse();
            assertThat(Arrays.mismatch(rebuilt, content))
                    .as("seed %d round %d ranges %s", seed, round, ranges)
                    .isEqualTo(-1);
        }
    }

    private static byte[] edit(byte[] content, SplittableRandom random) {
        byte[] edited = random.nextInt(10) == 0 ? Arrays.copyOf(content, random.nextInt(600_000)) : content.clone();
        int edits = random.nextInt(30);
        for (int i = 0; i < edits && edited.length > 0; i++) {
            int at = random.nextInt(edited.length);
            int length = Math.min(random.nextInt(1, random.nextInt(4) == 0 ? 100_000 : 40), edited.length - at);
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            System.arraycopy(bytes, 0, edited, at, length);
        }
        return edited;
    }

    private static List<Range> update(Snapshot snapshot, Path file) throws IOException {
        try (Memory memory = WatchedFile.open(NamedFile.of(file.toString()))) {
            return snapshot.update(memory, memory.length());
        }
    }
}
