package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VisibleTest {

    @Test
    void namesShowWhatWouldHideOrReorderThem() {
        assertThat(Visible.line("plain ü 日 😀")).isEqualTo("plain ü 日 😀");
        assertThat(Visible.line("a\u202Eb")).isEqualTo("a⟨U+202E⟩b");
        assertThat(Visible.line("a\u001b[31m\n")).isEqualTo("a⟨U+001B⟩[31m⟨U+000A⟩");
        assertThat(Visible.line("zero\u200Bwidth")).isEqualTo("zero⟨U+200B⟩width");
        assertThat(Visible.line("\uD800")).isEqualTo("⟨U+D800⟩");
    }

    @Test
    void payloadsKeepTheirLinesWhereThereAreLines() {
        assertThat(Visible.payload("GET\r\n\tx\0\u2066")).isEqualTo("GET\n\tx·⟨U+2066⟩");
        assertThat(Visible.payloadLine("GET\r\n\tx\0")).isEqualTo("GET··x·");
    }

    @Test
    void nothingInvisibleIsLeftOfAnyText() {
        long seed = Long.getLong("ipcscope.seed", 11);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                text.append((char) random.nextInt(0x10000));
            }
            String shown = Visible.line(text.toString());
            assertThat(shown.codePoints().filter(VisibleTest::hides).count())
                    .as("seed %d, round %d", seed, round)
                    .isZero();
        }
    }

    private static boolean hides(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c) || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
