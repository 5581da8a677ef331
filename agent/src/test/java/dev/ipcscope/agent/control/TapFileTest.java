package dev.ipcscope.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapFileTest {

    @TempDir
    Path folder;

    @Test
    void oneSpecALineWithCommentsAndABom() throws Exception {
        Path file = Files.writeString(
                folder.resolve("taps"),
                "\ufeff# ours\r\n\r\nunix:/run/fü=/run/日\r\n  tcp:1=2\n#tcp:3=4",
                StandardCharsets.UTF_8);
        assertThat(TapFile.read(file)).containsExactly("unix:/run/fü=/run/日", "tcp:1=2");
        assertThat(TapFile.lines(file))
                .containsExactly(new TapFile.Line(3, "unix:/run/fü=/run/日"), new TapFile.Line(4, "tcp:1=2"));
    }

    @Test
    void anotherEncodingIsToldAndAMissingFileToo() throws Exception {
        Path file = Files.write(folder.resolve("taps"), new byte[] {'t', (byte) 0xfc});
        assertThatThrownBy(() -> TapFile.read(file)).hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> TapFile.read(folder.resolve("none"))).hasMessageContaining("there is no tap file");
    }

    @Test
    void rememberedTapsThatAreDamagedAreNamedWithWhatToDo() throws Exception {
        Path file = Files.write(folder.resolve("taps"), new byte[] {(byte) 0xff, 1, 2});
        assertThatThrownBy(() -> new RememberedTaps(file))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("move it away");
    }

    @Test
    void rememberedTapsAreReplacedInOneStepAndReadAgain() throws Exception {
        Path file = folder.resolve("remembered");
        RememberedTaps taps = new RememberedTaps(file);
        taps.add("tcp:1=2");
        taps.add("unix:/ü=/日");
        taps.remove("tcp:1=2");
        assertThat(new RememberedTaps(file).specs()).containsExactly("unix:/ü=/日");
    }
}
