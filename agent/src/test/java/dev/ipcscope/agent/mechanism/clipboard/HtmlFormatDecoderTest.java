package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlFormatDecoderTest extends ClipboardDecoderContract {

    private static final byte[] SAMPLE =
            html("<html><body><!--StartFragment-->", "<b>grüner</b> tea", "<!--EndFragment--></body></html>");

    @Override
    protected Decoder decoder() {
        return new HtmlFormatDecoder();
    }

    @Override
    protected List<Payload> samples() {
        return List.of(of("HTML Format", SAMPLE));
    }

    private static byte[] html(String before, String fragment, String after) {
        String form = "Version:0.9\r\nStartFragment:%08d\r\nEndFragment:%08d\r\nSourceURL:https://example.org/tea\r\n";
        int head = String.format(form, 0, 0).length();
        int start = head + before.length();
        return (String.format(form, start, start + fragment.getBytes(UTF_8).length) + before + fragment + after)
                .getBytes(UTF_8);
    }

    @Test
    void theFragmentIsShownWithItsBytes() {
        Decoded decoded = known("HTML Format", SAMPLE);
        assertThat(decoded.summary()).isEqualTo("HTML <b>grüner</b> tea");
        Node fragment = decoded.nodes().get(4);
        assertThat(new String(SAMPLE, fragment.offset(), fragment.length(), UTF_8))
                .isEqualTo("<b>grüner</b> tea");
        assertThat(decoded.fields())
                .containsExactly(
                        new Field("clipboard.source", "https://example.org/tea"),
                        new Field("clipboard.html", "<b>grüner</b> tea"));
    }

    @Test
    void offsetsThatPointNowhereAreSaid() {
        for (String wrong : List.of("-1", "99999999999999999999", "5000", "x")) {
            byte[] bytes = ("Version:0.9\r\nStartFragment:1\r\nEndFragment:" + wrong + "\r\n<b>").getBytes(UTF_8);
            assertThat(known("HTML Format", bytes).problem())
                    .contains("point to no bytes")
                    .contains(wrong);
        }
    }
}
