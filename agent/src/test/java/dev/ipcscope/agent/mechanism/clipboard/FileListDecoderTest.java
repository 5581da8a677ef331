package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileListDecoderTest extends ClipboardDecoderContract {

    private static final String NAMES = "C:\\orders\\tea.txt\0C:\\orders\\über.txt\0\0";

    @Override
    protected Decoder decoder() {
        return new FileListDecoder();
    }

    @Override
    protected List<Payload> samples() {
        return List.of(of("CF_HDROP", files(20, true, NAMES)), of("CF_HDROP", files(20, false, NAMES)));
    }

    private static byte[] files(int offset, boolean wide, String names) {
        Charset charset = wide ? UTF_16LE : ISO_8859_1;
        byte[] text = names.getBytes(charset);
        return ByteBuffer.allocate(20 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(offset)
                .putLong(0)
                .putInt(0)
                .putInt(wide ? 1 : 0)
                .put(text)
                .array();
    }

    @Test
    void filesAreListed() {
        for (boolean wide : new boolean[] {true, false}) {
            Decoded decoded = known("CF_HDROP", files(20, wide, NAMES));
            assertThat(decoded.summary()).isEqualTo("2 files: C:\\orders\\tea.txt, C:\\orders\\über.txt");
            assertThat(decoded.fields())
                    .containsExactly(
                            new Field("clipboard.file", "C:\\orders\\tea.txt"),
                            new Field("clipboard.file", "C:\\orders\\über.txt"));
        }
        assertThat(known("CF_HDROP", files(20, true, "\0")).summary()).isEqualTo("0 files: ");
    }

    @Test
    void listsThatAreWrongSayWhy() {
        assertThat(known("CF_HDROP", files(20, true, "C:\\a")).problem()).contains("without a zero");
        assertThat(known("CF_HDROP", files(-1, true, NAMES)).problem()).contains("points to byte");
    }
}
