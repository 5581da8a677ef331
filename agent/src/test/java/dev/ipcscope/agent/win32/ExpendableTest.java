package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExpendableTest {

    @Test
    void anAnswerComesThrough() {
        try (Expendable expendable = new Expendable(Duration.ofSeconds(50), 64)) {
            assertThat(expendable.call("a", () -> 7)).isEqualTo(new Expendable.Answer<>(true, 7));
            assertThat(expendable.call("a", () -> null)).isEqualTo(new Expendable.Answer<>(true, null));
        }
    }

    @Test
    void aHangingQuestionIsLeftBehindAndNotAskedAgainBeforeItReturns() {
        CountDownLatch over = new CountDownLatch(1);
        Object key = new Object();
        try (Expendable hasty = new Expendable(Duration.ofMillis(1), 64);
                Expendable patient = new Expendable(Duration.ofSeconds(50), 64)) {
            assertThat(hasty.call(key, () -> await(over)).came()).isFalse();
            assertThat(hasty.takes(key)).isFalse();
            assertThat(patient.takes("another")).isTrue();
            assertThat(patient.call("another", () -> 1).came()).isTrue();
            over.countDown();
            Awaitility.await().until(() -> hasty.takes(key));
        }
    }

    @Test
    void thereIsABoundToWhatHangs() {
        CountDownLatch over = new CountDownLatch(1);
        Object key = new Object();
        try (Expendable expendable = new Expendable(Duration.ofMillis(1), 1)) {
            assertThat(expendable.call(key, () -> await(over)).came()).isFalse();
            assertThat(expendable.takes("another")).isFalse();
            over.countDown();
            Awaitility.await().until(() -> expendable.takes("another"));
        }
    }

    @Test
    void oneThatHangsDoesNotKeepTheOthersFromAnswering() {
        CountDownLatch over = new CountDownLatch(1);
        try (Expendable expendable = new Expendable(Duration.ofMillis(100), 64)) {
            Map<String, Expendable.Answer<Integer>> answers = expendable.callAll(
                    List.of("a", "hangs", "b", "nothing"),
                    key -> key.equals("hangs")
                            ? Integer.valueOf(await(over))
                            : key.equals("nothing") ? null : key.length());
            assertThat(answers)
                    .containsOnly(
                            Map.entry("a", new Expendable.Answer<>(true, 1)),
                            Map.entry("b", new Expendable.Answer<>(true, 1)),
                            Map.entry("nothing", new Expendable.Answer<>(true, null)));
            assertThat(expendable.callAll(List.of("hangs", "c"), String::length))
                    .containsOnlyKeys("c");
            over.countDown();
            Awaitility.await().until(() -> expendable.takes("hangs"));
            assertThat(expendable.callAll(List.of("hangs"), String::length)).containsOnlyKeys("hangs");
        }
    }

    private static int await(CountDownLatch over) {
        try {
            over.await();
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
