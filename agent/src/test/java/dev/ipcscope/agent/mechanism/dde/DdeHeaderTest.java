package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DdeHeaderTest {

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    /** As Wine's DDEML sends the answer to a request of CF_TEXT. */
    @Test
    void dataThatAnswersARequestIsFreedByTheReceiver() {
        byte[] block = bytes("00 30 01 00 31 32 2e 35 00");
        DdeHeader header = DdeHeader.of(block);
        assertThat(header.format()).isEqualTo(Formats.TEXT);
        assertThat(header.isResponse()).isTrue();
        assertThat(header.releases()).isTrue();
        assertThat(header.wantsAck()).isFalse();
        assertThat(DdeHeader.value(block)).asString().isEqualTo("12.5\0");
    }

    @Test
    void anAdviseMayAskForAcknowledgementsAndForNoValue() {
        DdeHeader header = DdeHeader.of(bytes("00 c0 01 00"));
        assertThat(header.wantsAck()).isTrue();
        assertThat(header.isWarm()).isTrue();
        assertThat(DdeHeader.of(bytes("00 00 0d 00")).isWarm()).isFalse();
    }

    @Test
    void aBlockThatIsTooShortHasNone() {
        assertThat(DdeHeader.of(bytes("00 80 01"))).isEqualTo(DdeHeader.NONE);
        assertThat(DdeHeader.value(bytes("00 80 01"))).isEmpty();
    }
}
