package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AttributesTest {

    @Test
    void namesAreWordsAndAmountsHaveUnits() {
        assertThat(Attributes.line(Map.of("bytesToClient", 1_234_567L))).isEqualTo("bytes to client 1,234,567");
        assertThat(Attributes.line(Map.of("intervalNanos", 500_000_000L))).isEqualTo("interval 0.5 s");
        assertThat(Attributes.line(Map.of("duration", 1_500_000L))).isEqualTo("duration " + Numbers.span(1_500_000));
        assertThat(Attributes.line(Map.of("keyFrame", true, "size", 65_536L))).isEqualTo("key frame yes, size 65,536");
        assertThat(Attributes.line(Map.of("gid", 1000L, "type", "stream"))).isEqualTo("gid 1000, type stream");
    }

    @Test
    void listsAndMapsAreWords() {
        Map<String, Object> one = Map.of("name", "CF_TEXT", "notRead", "skip=");
        assertThat(Attributes.line(Map.of("formats", List.of(one, Map.of("name", "CF_DIB", "size", 4)))))
                .isEqualTo("formats CF_TEXT (not read skip=); CF_DIB (size 4)");
        assertThat(Attributes.line(Map.of("arguments", List.of(Map.of("name", "amount", "type", "double")))))
                .isEqualTo("arguments amount (type double)");
        assertThat(Attributes.line(Map.of("names", List.of(Map.of("name", "x"), Map.of("at", 4)))))
                .isEqualTo("names x; at 4");
    }

    @Test
    void nothingHidesInThem() {
        assertThat(Attributes.line(Map.of("end", "by\u202Enobody"))).isEqualTo("end by⟨U+202E⟩nobody");
    }
}
