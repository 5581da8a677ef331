package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details.Range;
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
}
