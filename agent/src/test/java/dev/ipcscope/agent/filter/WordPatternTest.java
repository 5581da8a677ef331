package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordPatternTest {

    @Test
    void matchesTheWholeInAnyCase() {
        assertThat(new WordPattern("Note*").matches("notepad")).isTrue();
        assertThat(new WordPattern("*pad").matches("NotePad")).isTrue();
        assertThat(new WordPattern("n*e*d").matches("notepad")).isTrue();
        assertThat(new WordPattern("n*e*x*d").matches("notepad")).isFalse();
        assertThat(new WordPattern("**").matches("")).isTrue();
        assertThat(new WordPattern("a*a").matches("a")).isFalse();
        assertThat(new WordPattern("note").matches("notepad")).isFalse();
        assertThat(new WordPattern("note").matchesWithin("my notepad")).isTrue();
        assertThat(new WordPattern("*").matches(null)).isFalse();
    }

    @Test
    void agreesWithARegularExpression() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 5_000; round++) {
            String pattern = letters(random, "ab*", 6);
            String word = letters(random, "ab", 10);
            boolean expected = word.matches(pattern.replace("*", ".*"));
            assertThat(new WordPattern(pattern).matches(word))
                    .as("'%s' on '%s', seed %d", pattern, word, seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void manyStarsDoNotExplode() {
        WordPattern pattern = new WordPattern("*a".repeat(2_000) + "b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(pattern.matches("a".repeat(10_000))).isFalse());
    }

    private static String letters(SplittableRandom random, String from, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            out.append(from.charAt(random.nextInt(from.length())));
        }
        return out.toString();
    }
}
