package dev.ipcscope.agent.mechanism.clipboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DibDecoderTest extends ClipboardDecoderContract {

    @Override
    protected Decoder decoder() {
        return new DibDecoder();
    }

    @Override
    protected List<Payload> samples() {
        return List.of(of("CF_DIB", dib(40, 2, -3)), of("CF_DIBV5", dib(124, 2, 3)));
    }

    private static byte[] dib(int head, int width, int height) {
        return ByteBuffer.allocate(head + 4 * 2 * 3)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(head)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 32)
                .array();
    }

    @Test
    void sizeAndDepthAreSaid() {
        assertThat(known("CF_DIB", dib(40, 2, -3)).summary()).isEqualTo("picture 2 × 3, 32 bits a pixel");
        assertThat(known("CF_DIB", dib(40, 2, -3)).fields())
                .containsExactly(new Field("clipboard.width", 2L), new Field("clipboard.height", 3L));
        assertThat(known("CF_DIBV5", dib(124, 5, Integer.MIN_VALUE)).summary()).contains("5 × 2147483648");
    }
}
