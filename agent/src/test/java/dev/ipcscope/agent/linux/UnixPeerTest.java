package dev.ipcscope.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Answers of the kernel's socket diagnosis, built after linux/unix_diag.h. */
class UnixPeerTest {
    private static final String HEADER = "2c000000 1400 0000 01000000 00000000";
    private static final String MESSAGE = "01 01 01 00 39300000 00000000 00000000";

    @Test
    void readsThePeersInode() {
        assertThat(parse(HEADER + MESSAGE + "0800 0200 9a3b0000 0500 0600 00 000000"))
                .isEqualTo(0x3b9a);
    }

    @Test
    void otherAttributesAreSkipped() {
        assertThat(parse("34000000 1400 0000 01000000 00000000" + MESSAGE + "0500 0600 00 000000 0800 0200 9a3b0000"))
                .isEqualTo(0x3b9a);
    }

    @Test
    void errorsAndShortAnswersAreUnknown() {
        assertThat(parse("24000000 0200 0000 01000000 00000000 feffffff" + "00".repeat(16)))
                .isEqualTo(-1);
        assertThat(parse(HEADER)).isEqualTo(-1);
        assertThat(parse("")).isEqualTo(-1);
        assertThat(parse(HEADER + MESSAGE + "0000 0200 9a3b0000")).isEqualTo(-1);
    }

    private static long parse(String hex) {
        return UnixPeer.parse(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
