package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextFinderTest {

    @Test
    void foldsOnlyAsciiLettersOfUtf16() {
        // U+4141 differs from U+6161 only by what folding single bytes would ignore
        assertThat(new TextFinder("\u4141").isIn("\u6161".getBytes(StandardCharsets.UTF_16LE)))
                .isFalse();
        assertThat(new TextFinder("\u4141x").isIn("\u4141X".getBytes(StandardCharsets.UTF_16LE)))
                .isTrue();
    }

    @Test
    void isEqualByItsText() {
        assertThat(new TextFinder("a")).isEqualTo(new TextFinder("a")).isNotEqualTo(new TextFinder("b"));
    }
}
