package dev.ipcscope.agent.decode;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GuessedTextTest {

    private static GuessedText guessed(byte[] bytes) {
        return Objects.requireNonNull(GuessedText.of(bytes, false));
    }

    @Test
    void encodingsAreTold() {
        assertThat(guessed("Grüße".getBytes(UTF_8))).isEqualTo(new GuessedText("Grüße", "UTF-8", true));
        assertThat(guessed("Grüße".getBytes(UTF_16LE))).isEqualTo(new GuessedText("Grüße", "UTF-16", true));
        assertThat(guessed("Grüße".getBytes(Charset.forName("windows-1252"))))
                .isEqualTo(new GuessedText("Grüße", "ANSI (windows-1252)", true));
        assertThat(guessed("订单\0".getBytes(UTF_16LE)).text()).isEqualTo("订单");
        assertThat(guessed(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0}))
                .extracting(GuessedText::text)
                .isEqualTo("a");
    }

    @Test
    void theZeroAtTheEndIsNoText() {
        assertThat(guessed("one\0".getBytes(UTF_8)).text()).isEqualTo("one");
        assertThat(guessed("one\0".getBytes(UTF_16LE))).isEqualTo(new GuessedText("one", "UTF-16", true));
    }

    @Test
    void whatIsNoTextIsNone() {
        for (byte[] bytes :
                List.of(new byte[0], new byte[] {0, 0, 0}, new byte[] {1, 2, 3}, new byte[] {'a', 0, 'b'})) {
            assertThat(GuessedText.of(bytes, false)).as(Arrays.toString(bytes)).isNull();
        }
    }

    @Test
    void aCharacterThatIsCutAtTheEndDoesNotMatter() {
        byte[] euro = "10 €".getBytes(UTF_8);
        assertThat(Objects.requireNonNull(GuessedText.of(Arrays.copyOf(euro, euro.length - 1), true)))
                .isEqualTo(new GuessedText("10 ", "UTF-8", false));
    }

    @Test
    void longTextIsReadInPart() {
        byte[] bytes = new byte[1_000_000];
        Arrays.fill(bytes, (byte) 'x');
        assertThat(guessed(bytes).text()).hasSizeBetween(GuessedText.MOST, GuessedText.MOST + 1);
        assertThat(guessed(bytes).whole()).isFalse();
    }

    @Test
    void jsonBecomesATree() {
        List<Node> nodes = Objects.requireNonNull(JsonTree.of(" {\"a\": [1, {\"b\": null}], \"\": \"x\"} "));
        assertThat(nodes).extracting(Node::label).containsExactly("a", "\"\"");
        assertThat(nodes.get(0).children()).extracting(Node::text).containsExactly("1", "1 members");
        assertThat(JsonTree.of("{\"a\": 1")).isNull();
        assertThat(JsonTree.of("{} {}")).isNull();
        assertThat(JsonTree.of("5")).isNull();
        assertThat(JsonTree.of("[".repeat(500) + "]".repeat(500))).isNull();
    }
}
