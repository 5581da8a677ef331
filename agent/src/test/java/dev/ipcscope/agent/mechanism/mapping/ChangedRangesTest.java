package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedRangesTest {

    @Test
    void joinsRangesThatAreCloseAndKeepsOthersApart() {
        ChangedRanges ranges = new ChangedRanges();
        ranges.add(10, 5);
        ranges.add(15 + ChangedRanges.CLOSE - 1, 1);
        ranges.add(15 + 3 * ChangedRanges.CLOSE, 2);
        assertThat(ranges.list())
                .containsExactly(new Range(10, 5 + ChangedRanges.CLOSE), new Range(15 + 3 * ChangedRanges.CLOSE, 2));
    }

    @Test
    void neverMakesMoreThanFitIntoOneMessageAndCoversAllChanges() {
        ChangedRanges ranges = new ChangedRanges();
        int changes = 100_000;
        int apart = 1000;
        for (int i = 0; i < changes; i++) {
            ranges.add((long) i * apart, 1);
        }
        assertThat(ranges.list()).hasSizeBetween(ChangedRanges.MAX / 2, ChangedRanges.MAX);
        for (int i = 0; i < changes; i += 997) {
            long at = (long) i * apart;
            assertThat(ranges.list()).anyMatch(range -> range.offset() <= at && at < range.offset() + range.length());
        }
    }

    @Test
    void theUnionOfTwoListsCoversBoth() {
        List<Range> one = List.of(new Range(0, 10), new Range(500, 10));
        List<Range> other = List.of(new Range(5, 20), new Range(300, 1), new Range(500, 5));
        assertThat(ChangedRanges.union(one, other))
                .containsExactly(new Range(0, 25), new Range(300, 1), new Range(500, 10));
        assertThat(ChangedRanges.union(one, List.of())).isEqualTo(one);
        assertThat(ChangedRanges.union(List.of(), other)).isEqualTo(other);
    }
}
