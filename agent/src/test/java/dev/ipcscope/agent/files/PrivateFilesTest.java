package dev.ipcscope.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "modes are POSIX's")
class PrivateFilesTest {

    @TempDir
    Path folder;

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aFolderThatOthersCouldReadIsClaimed() throws Exception {
        Path open = Files.createDirectory(
                folder.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        PrivateFiles.claim(open);
        assertThat(mode(open)).isEqualTo("rwx------");
        PrivateFiles.claim(folder.resolve("new/deeper"));
        assertThat(mode(folder.resolve("new/deeper"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("new"))).isEqualTo("rwx------");
    }

    @Test
    void whatIsMadeOrReplacedIsItsOwners() throws Exception {
        Path file = folder.resolve("secret");
        PrivateFiles.create(file).close();
        assertThat(mode(file)).isEqualTo("rw-------");
        PrivateFiles.replace(file, new byte[] {1});
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(file).hasBinaryContent(new byte[] {1});
    }
}
