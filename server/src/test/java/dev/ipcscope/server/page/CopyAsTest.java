package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.web.HexLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyAsTest {

    private static final byte[] BYTES = {'"', '\\', 'a', 0, (byte) 0xff};

    @Test
    void eachFormIsWhatItsLanguageReads() {
        assertThat(CopyAs.of("hex", BYTES)).contains("225c6100ff");
        assertThat(CopyAs.of("base64", BYTES)).contains("IlxhAP8=");
        assertThat(CopyAs.of("python", BYTES)).contains("b\"\\\"\\\\a\\x00\\xff\"");
        assertThat(CopyAs.of("c", BYTES))
                .contains("const unsigned char data[5] = {\n    0x22, 0x5c, 0x61, 0x00, 0xff\n};\n");
        assertThat(CopyAs.of("java", BYTES)).contains("byte[] data = {\n    0x22, 0x5c, 0x61, 0x00, (byte) 0xff\n};\n");
        assertThat(CopyAs.of("text", "grüße".getBytes(StandardCharsets.UTF_8))).contains("grüße");
        assertThat(CopyAs.of("text", "wide".getBytes(StandardCharsets.UTF_16LE)))
                .contains("wide");
        assertThat(CopyAs.of("html", BYTES)).isEmpty();
    }

    @Test
    void rangesOfAMemoryStandAtTheirPlaces() {
        List<Details.Range> ranges = List.of(new Details.Range(8, 3), new Details.Range(0x12345, 18));
        assertThat(HexDump.lines(new byte[21], ranges, 100))
                .extracting(HexLine::offset)
                .containsExactly("00008", "", "12345", "12355");
        assertThat(HexDump.lines(new byte[21], ranges, 5))
                .extracting(line -> line.offset() + line.text())
                .containsExactly("00008···", "", "12345··");
    }

    @Test
    void aHexDumpHasSixteenBytesALine() {
        assertThat(HexDump.plain("0123456789abcdefX".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("""
                        0000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef
                        0010  58                                                X
                        """);
    }
}
