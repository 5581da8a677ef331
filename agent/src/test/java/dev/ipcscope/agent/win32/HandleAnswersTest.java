package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of the system as they were recorded under Wine 8, where nothing else is said. */
class HandleAnswersTest {

    private static final String TABLE = """
            0300000000000000 0000000000000000
            0000000000000000 2000000000000000 0400000000000000 3f000f00 0000 1300 00000000 00000000
            0000000000000000 2000000000000000 4000000000000000 9f011200 0000 1100 00000000 00000000
            0000000000000000 1401000000000000 7403000000000000 89001200 0000 1100 02000000 00000000
            """; // the last one's attributes are built

    private static final String PIPE_NAME = """
            2e00 3000 00000000 c0663c0000000000
            5c0044006500760069006300650 05c004e0061006d0065006400500069007000650 05c0070007400650073007400 0000
            """;

    @Test
    void theTableOfHandles() {
        assertThat(OpenHandle.parse(bytes(TABLE)))
                .containsExactly(
                        new OpenHandle(0x20, 4, 0x000f003f, 0x13, false),
                        new OpenHandle(0x20, 0x40, 0x0012019f, 0x11, false),
                        new OpenHandle(0x114, 0x374, 0x00120089, 0x11, true));
    }

    @Test
    void aTableThatPromisesMoreThanItHolds() {
        ByteBuffer torn = bytes(TABLE).limit(16 + 40 + 39);
        assertThat(OpenHandle.parse(torn)).hasSize(1);
        assertThat(OpenHandle.parse(ByteBuffer.allocate(15))).isEmpty();
        assertThat(OpenHandle.parse(bytes("ffffffffffffffff 0000000000000000"))).isEmpty();
        // built, not recorded
        assertThat(OpenHandle.parse(bytes("ffffffffffffff7f 0000000000000000" + "00".repeat(40))))
                .hasSize(1);
    }

    @Test
    void aNameStandsBehindItsLengthAndAddress() {
        assertThat(UnicodeString.of(bytes(PIPE_NAME), 0x3c66b0)).isEqualTo("\\Device\\NamedPipe\\ptest");
    }

    @Test
    void aNameThatPointsElsewhereIsNone() {
        assertThat(UnicodeString.of(bytes(PIPE_NAME), 0x3c66b2)).isEmpty();
        assertThat(UnicodeString.of(bytes(PIPE_NAME), 0x3c6000)).isEmpty();
        assertThat(UnicodeString.of(bytes(PIPE_NAME).limit(40), 0x3c66b0)).isEmpty();
        assertThat(UnicodeString.of(bytes("0000 0000 00000000 0000000000000000"), 0x1000))
                .isEmpty();
        assertThat(UnicodeString.of(bytes("0000"), 0)).isEmpty();
    }

    @Test
    void aFilesNameStandsBehindItsLength() {
        // built after the documentation
        assertThat(FileName.of(bytes("0a000000 5c0070007400650073" + "00 ffff")))
                .isEqualTo("\\ptes");
        assertThat(FileName.of(bytes("00000000"))).isEmpty();
        assertThat(FileName.of(bytes("0a000000 5c00700074006500"))).isEmpty();
        assertThat(FileName.of(bytes("f6ffffff 5c00700074006500"))).isEmpty();
        assertThat(FileName.of(bytes("0a0000"))).isEmpty();
    }

    @Test
    void aConnectedServerEnd() {
        assertThat(PipeState.parse(bytes("01000000 02000000 03000000 02000000 00100000"
                        + "00000000 00100000 00000000 03000000 01000000")))
                .isEqualTo(new PipeState(
                        true, PipeShape.Access.DUPLEX, 3, 2, 4096, 0, 4096, 0, PipeState.Phase.CONNECTED, true));
    }

    @Test
    void aClientEndThatCanRead() {
        PipeState state = PipeState.parse(
                bytes("01000000 02000000 03000000 02000000 00100000" + "0a000000 00100000 00000000 03000000 00000000"));
        assertThat(state.server()).isFalse();
        assertThat(state.readable()).isEqualTo(10);
    }

    @Test
    void unlimitedInstancesAreAllOnesUnderWineAnd255OnWindows() {
        for (String max : List.of("ffffffff", "ff000000")) {
            PipeState state = PipeState.parse(bytes(
                    "00000000 00000000" + max + "02000000 00100000 00000000 00100000 00000000 02000000 01000000"));
            assertThat(state.maxInstances()).isEqualTo(PipeShape.UNLIMITED);
            assertThat(state.message()).isFalse();
            assertThat(state.access()).isEqualTo(PipeShape.Access.INBOUND);
            assertThat(state.phase()).isEqualTo(PipeState.Phase.LISTENING);
        }
    }

    @Test
    void aMailslotWithTwoSecondsToWait() {
        assertThat(MailslotState.parse(bytes("f4010000 ffffffff 00000000 00000000 00d3cefeffffffff")))
                .isEqualTo(new MailslotState(500, -1, 0, 0, 2000));
    }

    @Test
    void aMailslotThatWaitsForEver() {
        // built after the documentation
        assertThat(MailslotState.parse(bytes("00000000 00000000 ffffffff 00000000 0000000000000080")))
                .isEqualTo(new MailslotState(0, 0, -1, 0, -1));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }
}
