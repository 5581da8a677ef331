package dev.ipcscope.agent.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutFileTest {

    private static final String TELEMETRY = """
            # the sample's struct
            endian little
            seqlock sequence

            0x00 u32      magic     # TELE
            +    u32      version
            8    u64      sequence
            16   f64be    speed
            0x20 u32[4]   engine
            48   utf8[32] status
            """;

    @TempDir
    Path folder;

    @Test
    void readsFieldsWithTheirOrderAndCounter() throws Exception {
        Layout layout = LayoutFile.parse(TELEMETRY);
        assertThat(layout.lines())
                .containsExactly(
                        "seqlock sequence",
                        "0x00 u32le magic",
                        "0x04 u32le version",
                        "0x08 u64le sequence",
                        "0x10 f64be speed",
                        "0x20 u32le[4] engine",
                        "0x30 utf8[32] status");
        assertThat(layout.end()).isEqualTo(80);
    }

    @Test
    void itsLinesMeanTheSameAgain() throws Exception {
        List<String> lines = LayoutFile.parse(TELEMETRY).lines();
        assertThat(LayoutFile.parse(String.join("\n", lines)).lines()).isEqualTo(lines);
        String counters = "counters a b\n0 i16be a\n2 i16be b\n4 utf16[8] t\n+ bytes[2] x\n+ bool ok";
        List<String> others = LayoutFile.parse(counters).lines();
        assertThat(LayoutFile.parse(String.join("\n", others)).lines()).isEqualTo(others);
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        assertRefused("0 u32 a\n0 u33 b", "line 2: no type 'u33'; there are u8 u16");
        assertRefused("0 u32", "line 1: a field is 'OFFSET TYPE NAME'");
        assertRefused("x u32 a", "line 1: 'x' is no offset");
        assertRefused("-1 u32 a", "is no offset");
        assertRefused("0x u32 a", "is no offset");
        assertRefused("99999999999999999999 u32 a", "is no offset");
        assertRefused("0 u32[0] a", "1 byte or more");
        assertRefused("0 u64[999999999] a", "ends at most at 16777216");
        assertRefused("16777216 u8 a", "ends at most at 16777216");
        assertRefused("0 utf8 a", "utf8 needs a length: utf8[32]");
        assertRefused("0 u32 a\n4 u32 a", "line 2: there are two fields 'a'");
        assertRefused("0 u32 a<b>", "letters, digits");
        assertRefused("0 u32 " + "a".repeat(65), "up to 64 letters");
        assertRefused("endian middle", "'endian little' or 'endian big'");
        assertRefused("seqlock", "line 1: 'seqlock FIELD'");
        assertRefused("seqlock nothing\n0 u32 a", "line 1: there is no field 'nothing'");
        assertRefused("seqlock a\n0 f32 a", "'a' is no whole number");
        assertRefused("seqlock a\n0 unixs a", "'a' is no whole number");
        assertRefused("counters a b\n0 u32 a\n4 u16 b", "both counters must be of one type");
        assertRefused("seqlock a\ncounters a a\n0 u32 a", "line 2: line 1 has said it already");
        assertRefused("0 \u001b[31mred a", "no type '?[31mred'");
        assertRefused("0 u8 a\n" + fields(1000), "a layout has at most 1000 fields");
    }

    @Test
    void whateverAFileHoldsItEndsInALayoutOrInWords() {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        String[] words = TELEMETRY.split("(?<=\\s)|(?=\\s)");
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(
                        random.nextInt(8) == 0
                                ? Character.toString(random.nextInt(0x2ff))
                                : words[random.nextInt(words.length)]);
            }
            try {
                Layout layout = LayoutFile.parse(text.toString().getBytes(StandardCharsets.UTF_8));
                assertThat(layout.end()).isBetween(0, LayoutFile.MAX_END);
            } catch (LayoutException e) {
                assertThat(e).as("seed %d round %d", seed, round).hasMessageMatching("(?s)line \\d+: .+");
            }
        }
    }

    @Test
    void refusesBytesThatAreNoTextAndFilesThatAreTooLarge() {
        assertThatThrownBy(() -> LayoutFile.parse(new byte[] {(byte) 0xff})).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> LayoutFile.parse(new byte[LayoutFile.MAX_BYTES + 1]))
                .hasMessageContaining("at most 65536 bytes");
    }

    @Test
    void readsAFileAndNamesItInErrors() throws Exception {
        Path file = Files.writeString(folder.resolve("a.layout"), "0 u8 a\n");
        assertThat(LayoutFile.read(file).lines()).containsExactly("0x00 u8 a");
        Files.writeString(file, "0 u8\n");
        assertThatThrownBy(() -> LayoutFile.read(file))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("a.layout, line 1: a field is");
        assertThatThrownBy(() -> LayoutFile.read(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none does not exist");
        assertThatThrownBy(() -> LayoutFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no regular file");
    }

    private static String fields(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("+ u8 f").append(i).append('\n');
        }
        return text.toString();
    }

    private static void assertRefused(String text, String words) {
        assertThatThrownBy(() -> LayoutFile.parse(text))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining(words);
    }
}
