package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTermTest {

    @Test
    void findsUtf8InAnyAsciiCase() {
        assertThat(new Sample().passes("text:hELL")).isTrue();
        assertThat(new Sample().passes("hello")).isTrue();
        assertThat(new Sample().passes("\"hello\"")).isTrue();
        assertThat(new Sample().passes("hallo")).isFalse();
        Sample umlaut = new Sample().payload("Grüße an alle".getBytes(StandardCharsets.UTF_8));
        assertThat(umlaut.passes("grüße")).isTrue();
        assertThat(umlaut.passes("GRÜSSE")).isFalse();
    }

    @Test
    void findsUtf16AtEvenAndOddPlaces() {
        Sample wide = new Sample().payload("日本 Password".getBytes(StandardCharsets.UTF_16LE));
        assertThat(wide.passes("password")).isTrue();
        assertThat(wide.passes("\"本 pass\"")).isTrue();
        Sample odd = new Sample()
                .payload(("x" + new String("Ab".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(odd.passes("ab")).isTrue();
    }

    @Test
    void refusesAnEmptyText() {
        assertThat(Sample.error("\"\"")).contains("1: a text is missing");
        assertThat(Sample.error("text:")).contains("6: a text is missing");
    }
}
