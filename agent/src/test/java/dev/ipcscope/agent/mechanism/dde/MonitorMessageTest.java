package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.DdeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Structures laid out by hand as ddeml.h defines them for 64 bits; no system that sends them was at hand. */
class MonitorMessageTest {

    private static byte[] structure(int message, int size, byte[] data) {
        ByteBuffer bytes = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 112)
                .putLong(8, 0x100a2)
                .putInt(16, 5)
                .putInt(32, message)
                .putLong(40, 0x200b4);
        bytes.putLong(48, 0x7777).putLong(56, 0x1234_5678L).putLong(64, 0xc001).putInt(72, size);
        bytes.position(76);
        bytes.put(data, 0, Math.min(32, data.length));
        return bytes.array();
    }

    @Test
    void aMessageHasItsWindowsItsParametersAndTheBeginningOfItsBlock() {
        byte[] block = "\0\60\1\0".concat("x".repeat(60)).getBytes(StandardCharsets.ISO_8859_1);
        MonitorMessage message =
                Objects.requireNonNull(MonitorMessage.of(structure(DdeMessage.DATA, block.length, block)));
        assertThat(message.to()).isEqualTo(0x100a2);
        assertThat(message.message()).isEqualTo(new DdeMessage(DdeMessage.DATA, 0x200b4, 0x1234_5678L, 0xc001));
        assertThat(message.size()).isEqualTo(64);
        assertThat(message.block()).isEqualTo(Arrays.copyOf(block, 32));
    }

    @Test
    void sizesThatCannotBeAreHarmless() {
        assertThat(MonitorMessage.of(new byte[107])).isNull();
        MonitorMessage message = Objects.requireNonNull(MonitorMessage.of(structure(DdeMessage.POKE, -1, new byte[0])));
        assertThat(message.block()).hasSize(32);
        assertThat(message.size()).isEqualTo(0xffff_ffffL);
    }
}
