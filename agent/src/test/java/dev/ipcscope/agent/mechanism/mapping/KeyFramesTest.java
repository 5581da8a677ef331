package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyFramesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final KeyFrames keyFrames = new KeyFrames(0);

    @Test
    void beginsWithOneAtOnce() {
        assertThat(keyFrames.isDemanded()).isTrue();
        assertThat(keyFrames.mustWait(0)).isFalse();
        assertThat(keyFrames.isDue(0, 4096)).isTrue();
        keyFrames.taken(0);
        assertThat(keyFrames.isDemanded()).isFalse();
        assertThat(keyFrames.isDue(0, 4096)).isFalse();
    }

    @Test
    void afterALossTheNextWaitsASecond() {
        keyFrames.taken(0);
        keyFrames.demand();
        assertThat(keyFrames.mustWait(SECOND - 1)).isTrue();
        assertThat(keyFrames.mustWait(SECOND)).isFalse();
    }

    @Test
    void comesWhenTheChangesTogetherAreAsLargeAsTheMemory() {
        keyFrames.taken(0);
        for (int i = 0; i < 999; i++) {
            keyFrames.change(936);
        }
        assertThat(keyFrames.isDue(0, 1_000_000)).isFalse();
        keyFrames.change(936);
        assertThat(keyFrames.isDue(0, 1_000_000)).isTrue();
    }

    @Test
    void aSmallMemoryGetsOneAfterAThousandSmallChanges() {
        keyFrames.taken(0);
        for (int i = 0; i < 800; i++) {
            keyFrames.change(8);
        }
        assertThat(keyFrames.isDue(0, 64)).isFalse();
        for (int i = 0; i < 200; i++) {
            keyFrames.change(8);
        }
        assertThat(keyFrames.isDue(0, 64)).isTrue();
    }

    @Test
    void comesAfterManyChangesOfALargeMemoryAndAfterFiveMinutes() {
        keyFrames.taken(0);
        for (int i = 0; i < 19_999; i++) {
            keyFrames.change(1);
        }
        assertThat(keyFrames.isDue(299 * SECOND, 1 << 30)).isFalse();
        assertThat(keyFrames.isDue(300 * SECOND, 1 << 30)).isTrue();
        keyFrames.change(1);
        assertThat(keyFrames.isDue(0, 1 << 30)).isTrue();
    }
}
