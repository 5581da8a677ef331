package dev.ipcscope.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    @Test
    void ofManyThatMakeItAllGetTheSameToken() throws Exception {
        Path file = folder.resolve("deep").resolve("token");
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            Callable<String> make = () -> TokenFile.readOrCreate(file);
            List<Future<String>> tokens =
                    many.invokeAll(Stream.generate(() -> make).limit(16).toList());
            String token = TokenFile.read(file);
            assertThat(token).hasSizeGreaterThan(40);
            for (Future<String> each : tokens) {
                assertThat(each.get()).isEqualTo(token);
            }
            try (Stream<Path> files = Files.list(folder.resolve("deep"))) {
                assertThat(files).containsExactly(file);
            }
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no endless file elsewhere")
    void anEndlessFileIsNoToken() {
        assertThatThrownBy(() -> TokenFile.read(Path.of("/dev/zero"))).hasMessageContaining("larger than 4096 bytes");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes are POSIX")
    void itBelongsToItsOwnerAlone() throws Exception {
        Path file = folder.resolve("token");
        assertThat(TokenFile.readOrCreate(file)).isEqualTo(TokenFile.readOrCreate(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsNoTokenIsRefusedInWordsAndStays() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "short\n");
        assertThatThrownBy(() -> TokenFile.readOrCreate(file)).hasMessageContaining("holds no token");
        assertThat(file).hasContent("short\n");
        assertThatThrownBy(() -> TokenFile.read(folder.resolve("none"))).hasMessageContaining("there is no token file");
        assertThatThrownBy(() -> TokenFile.read(folder))
                .hasMessageContaining("token file " + folder + " can't be read");
        Path large = Files.writeString(folder.resolve("large"), "a".repeat(5_000));
        assertThatThrownBy(() -> TokenFile.read(large)).hasMessageContaining("larger than 4096 bytes");
    }
}
