package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpecException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere Java's own names are used")
class NamedFileTest {

    @TempDir
    Path folder;

    @Test
    void aNameHasOneSpelling() throws Exception {
        assertThat(NamedFile.absolute("/a//./b/../ü日/")).isEqualTo("/a/ü日");
        assertThat(NamedFile.absolute("/../..")).isEqualTo("/");
        assertThat(NamedFile.absolute("x")).isEqualTo(System.getProperty("user.dir") + "/x");
        assertThatThrownBy(() -> NamedFile.absolute("/a\0b")).isInstanceOf(TapSpecException.class);
    }

    @Test
    void javaAndLinuxSeeTheSame() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "some bytes");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertSame(file, true);
        assertSame(link, true);
        assertSame(folder, false);
        assertSame(folder.resolve("none"), false);
        assertThat(new LinuxFile(file + "/below").state()).isNull();
        assertSame(Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none")), false);
        assertThat(new LinuxFile(link.toString()).state()).isEqualTo(new LinuxFile(file.toString()).state());
        Path other = Files.writeString(folder.resolve("other"), "some bytes");
        assertThat(new LinuxFile(other.toString()).state()).isNotEqualTo(new LinuxFile(file.toString()).state());
        try (FileChannel open = new LinuxFile(link.toString()).open()) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            open.read(bytes);
            assertThat(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8))
                    .isEqualTo("some bytes");
        }
        assertThatThrownBy(() -> new LinuxFile(folder.resolve("none").toString()).open())
                .isInstanceOf(NoSuchFileException.class);
    }

    private static void assertSame(Path path, boolean regular) throws Exception {
        NamedFile.State linux = new LinuxFile(path.toString()).state();
        NamedFile.State java = new JavaFile(path).state();
        assertThat(linux == null).as(path.toString()).isEqualTo(java == null);
        if (linux != null && java != null) {
            assertThat(linux.regular()).isEqualTo(java.regular()).isEqualTo(regular);
            assertThat(linux.directory()).isEqualTo(java.directory());
        }
    }
}
