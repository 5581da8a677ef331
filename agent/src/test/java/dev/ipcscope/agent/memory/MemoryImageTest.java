package dev.ipcscope.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemoryImageTest {

    private MemoryImage image = new MemoryImage(List.of(new Range(0, 1 << 20)), 1 << 20);
    private Places changed = new Places(0);

    @Test
    void aKeyFrameAndChangesMakeTheMemory() {
        apply(4, true, List.of(new Range(0, 4)), 1, 2, 3, 4);
        apply(4, false, List.of(new Range(1, 1), new Range(3, 1)), 9, 8);
        assertThat(bytes()).containsExactly(1, 9, 3, 8);
        assertThat(changed).containsExactly(new Range(1, 1), new Range(3, 1));
        assertThat(image.before(10)).containsExactly(1, 2, 3, 4);
        assertThat(image.before(2)).containsExactly(1, 2);
        assertThat(image.unknown()).isZero();
    }

    @Test
    void litIsOnlyWhatDiffers() {
        apply(5, true, List.of(new Range(0, 5)), 1, 2, 3, 4, 5);
        apply(5, true, List.of(new Range(0, 5)), 1, 7, 7, 4, 6);
        assertThat(changed).containsExactly(new Range(1, 2), new Range(4, 1));
    }

    @Test
    void growsWithZerosAndShrinks() {
        apply(2, true, List.of(new Range(0, 2)), 1, 2);
        apply(4, false, List.of(new Range(2, 2)), 0, 5);
        assertThat(bytes()).containsExactly(1, 2, 0, 5);
        apply(1, false, List.of());
        assertThat(bytes()).containsExactly(1);
        assertThat(image.before(10)).containsExactly(1, 2, 0, 5);
        apply(0, false, List.of());
        apply(2, false, List.of(new Range(0, 2)), 6, 7);
        assertThat(bytes()).containsExactly(6, 7);
    }

    @Test
    void whatNoSnapshotHasToldIsUnknown() {
        apply(4, false, List.of(new Range(1, 2)), 7, 8);
        assertThat(image.isKnown(0)).isFalse();
        assertThat(image.isKnown(1)).isTrue();
        assertThat(image.unknown()).isEqualTo(2);
        assertThat(image.before(4)).isEmpty();
        apply(4, true, List.of(new Range(0, 4)), 1, 2, 3, 4);
        assertThat(image.unknown()).isZero();
        assertThat(image.isKnown(4)).isFalse();
    }

    @Test
    void aPayloadThatWasCutLeavesBytesUnknown() {
        apply(6, true, List.of(new Range(0, 6)), 1, 2);
        assertThat(image.isKnown(1)).isTrue();
        assertThat(image.isKnown(2)).isFalse();
        apply(6, false, List.of(new Range(2, 2), new Range(5, 1)), 3, 4);
        assertThat(image.isKnown(3)).isTrue();
        assertThat(image.isKnown(4)).isFalse();
        assertThat(image.isKnown(5)).isFalse();
    }

    @Test
    void detailsThatCannotBeTrueDoNoHarm() {
        apply(4, true, List.of(new Range(-1, 2), new Range(9, 1), new Range(2, -5), new Range(2, 9)), 1, 2, 3);
        assertThat(bytes()).containsExactly(0, 0, 1, 2);
        image.apply(Details.of(Map.of("size", "much")), new byte[] {1});
        assertThat(image.size()).isZero();
        assertThatThrownBy(() -> apply(1L << 40, true, List.of())).hasMessageContaining("can't be rebuilt");
        assertThatThrownBy(() -> apply(-1, true, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomSnapshotsNeverThrowAndTellWhatWasBefore() {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] before = bytes();
            boolean all = round > 0 && image.unknown() == 0;
            Range[] ranges = new Range[random.nextInt(4)];
            Arrays.setAll(ranges, i -> new Range(random.nextInt(-2, 40), random.nextInt(-2, 20)));
            byte[] payload = new byte[random.nextInt(30)];
            random.nextBytes(payload);
            apply(random.nextInt(32), random.nextInt(5) == 0, List.of(ranges), payload);
            if (all) {
                assertThat(image.before(100))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void aRangeThatIsToldBeyondTheEndIsPassedOver() {
        apply(4, true, List.of(new Range(2, 5), new Range(0, 2)), 1, 2, 3, 4, 5, 6, 7);
        assertThat(bytes()).containsExactly(6, 7, 1, 2);
        apply(4, true, List.of(new Range(2, Long.MAX_VALUE), new Range(0, 2)), 1, 2, 3);
        assertThat(image.isKnown(1)).isFalse();
    }

    @Test
    void ofAPartOnlyThatPartIsKeptWhateverIsTold() {
        int size = 5 << 20;
        Range part = new Range(3 << 20, 100_000);
        image = new MemoryImage(List.of(new Range(0, 10), part), 10);
        byte[] memory = new byte[size];
        new SplittableRandom(1).nextBytes(memory);
        apply(size, true, List.of(new Range(0, size)), memory);
        assertThat(changed).containsExactly(new Range(0, 10), part);
        byte[] after = memory.clone();
        for (int at : new int[] {3, 10, 1 << 20, (3 << 20) - 1, 3 << 20, (3 << 20) + 99_999, (3 << 20) + 100_000}) {
            after[at]++;
        }
        apply(size, true, List.of(new Range(0, size)), after);
        assertThat(changed).containsExactly(new Range(3, 1), new Range(3 << 20, 1), new Range((3 << 20) + 99_999, 1));
        int from = (int) part.offset();
        assertThat(image.copy(from, from + 100_000)).isEqualTo(Arrays.copyOfRange(after, from, from + 100_000));
        assertThat(image.before(100)).isEqualTo(Arrays.copyOf(memory, 10));
        assertThat(image.at(1 << 20)).isZero();
    }

    private void apply(long size, boolean keyFrame, List<Range> ranges, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        apply(size, keyFrame, ranges, bytes);
    }

    private void apply(long size, boolean keyFrame, List<Range> ranges, byte[] payload) {
        Map<String, Object> attributes = new TreeMap<>(Map.of(SnapshotWords.SIZE, size));
        if (keyFrame) {
            attributes.put(SnapshotWords.KEY_FRAME, true);
        }
        changed = new Places(0);
        try {
            image.apply(new Details(null, null, ranges, attributes), new ByteArrayInputStream(payload), changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes() {
        return image.copy(0, image.size());
    }
}
