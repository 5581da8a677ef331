package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipboardTextDecoderTest extends ClipboardDecoderContract {

    @Override
    protected Decoder decoder() {
        return new ClipboardTextDecoder();
    }

    @Override
    protected List<Payload> samples() {
        return List.of(
                of("CF_UNICODETEXT", "grüner tea\0".getBytes(UTF_16LE)),
                of("CF_TEXT", "tea\0".getBytes(UTF_8)),
                of("Rich Text Format", "{\\rtf1 tea}".getBytes(UTF_8)));
    }

    @Test
    void textEndsAtItsZero() {
        assertThat(known("CF_UNICODETEXT", "tea\0rubbish".getBytes(UTF_16LE)).fields())
                .containsExactly(new Field("clipboard.text", "tea"));
        assertThat(known("CF_TEXT", "tea\0\u0001\u0002".getBytes(UTF_8)).summary())
                .isEqualTo("tea");
        assertThat(known("CF_UNICODETEXT", new byte[2]).summary()).isEqualTo("empty text");
    }

    @Test
    void whatIsNoTextIsLeftToTheHexView() {
        assertThat(decoded("ipcscope sample", new byte[] {1, 2, 3, -1})).isNull();
        assertThat(decoded("CF_DIB", "text".getBytes(UTF_8))).isNull();
    }
}
