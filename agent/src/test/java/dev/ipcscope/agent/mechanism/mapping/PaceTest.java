package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Pace pace = new Pace(new Pace.Bounds(Duration.ofMillis(50), Duration.ofMillis(500)));

    @Test
    void looksOftenWhileTheMemoryChangesAndEverMoreRarelyWhileItDoesNot() {
        assertThat(pace.afterLook(true, 0)).isEqualTo(50 * MS);
        assertThat(pace.afterLook(false, 0)).isEqualTo(75 * MS);
        assertThat(pace.afterLook(false, 0)).isGreaterThan(100 * MS);
        for (int i = 0; i < 10; i++) {
            assertThat(pace.afterLook(false, 0)).isBetween(100 * MS, 500 * MS);
        }
        assertThat(pace.afterLook(false, 0)).isEqualTo(500 * MS);
        assertThat(pace.afterLook(true, 0)).isEqualTo(50 * MS);
    }

    @Test
    void theTimeOfTheLookCountsAsRest() {
        assertThat(pace.afterLook(true, 10 * MS)).isEqualTo(40 * MS);
    }

    @Test
    void aLargeMemoryNeverTakesMoreThanItsShareOfAProcessor() {
        assertThat(pace.afterLook(true, 80 * MS)).isEqualTo(80 * MS);
        assertThat(pace.afterLook(false, 80 * MS)).isEqualTo(80 * 19 * MS);
    }

    @Test
    void oneLookThatMetABusyMachineIsNoMeasureOfTheNext() {
        pace.afterLook(true, 20 * MS);
        assertThat(pace.afterLook(false, 1_300 * MS)).isEqualTo(20 * 19 * MS);
    }

    @Test
    void noRestIsManySecondsLongForItsCost() {
        assertThat(pace.afterLook(false, 1_300 * MS)).isEqualTo(Pace.MOST_FOR_COST);
    }

    @Test
    void equalBoundsAreAFixedInterval() {
        Pace fixed = new Pace(new Pace.Bounds(Duration.ofMillis(20), Duration.ofMillis(20)));
        assertThat(fixed.afterLook(false, 0)).isEqualTo(20 * MS);
        assertThat(fixed.afterLook(false, 0)).isEqualTo(20 * MS);
    }
}
