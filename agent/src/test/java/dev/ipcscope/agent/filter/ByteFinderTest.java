package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ByteFinderTest {

    @Test
    void agreesWithALookAtEachPlace() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 5_000; round++) {
            String payload = letters(random, random.nextInt(40));
            String wanted = letters(random, 1 + random.nextInt(5));
            boolean found = new ByteFinder(bytes(wanted), true).indexIn(bytes(payload)) >= 0;
            boolean expected = payload.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
            assertThat(found).as("'%s' in '%s', seed %d", wanted, payload, seed).isEqualTo(expected);
            assertThat(new ByteFinder(bytes(wanted), false).indexIn(bytes(payload)))
                    .as("'%s' in '%s', seed %d", wanted, payload, seed)
                    .isEqualTo(payload.indexOf(wanted));
        }
    }

    @Test
    void aNeedleThatAlmostMatchesEverywhereStaysLinear() {
        byte[] payload = bytes("a".repeat(4_000_000));
        byte[] needle = bytes("a".repeat(4_000) + "b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(new ByteFinder(needle, false).indexIn(payload)).isEqualTo(-1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String letters(SplittableRandom random, int length) {
        return random.ints(length, 0, 4)
                .mapToObj(i -> "aAbB".substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
