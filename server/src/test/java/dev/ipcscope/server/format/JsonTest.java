package dev.ipcscope.server.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        Object value = Json.object("a", 1L, "b", List.of("ü日\u001b\u202e\u009b", true, 1.5), "c", null);
        byte[] bytes = Json.bytes(value);
        assertThat(Json.parse(bytes)).isEqualTo(value);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("ü日").doesNotContain("\u202e", "\u009b");
    }

    @Test
    void whatIsNoJsonIsRefusedInWords() {
        for (String text : List.of("", "{", "{} {}", "[1,]", "{\"a\":1,\"a\":2}", "[".repeat(100), "nul")) {
            assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s).{5,}");
        }
    }
}
