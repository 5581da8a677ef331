package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with Windows programs under Wine, as the README says to start it. */
@Tag("windows")
class WindowsDemoIT {

    /** A busy machine takes minutes to start thirty programs under Wine. */
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private static final Path SCRIPT = Path.of(System.getProperty("ipcscope.jar"))
            .toAbsolutePath()
            .normalize()
            .resolve("../../../samples/demo.sh")
            .normalize();

    @TempDir
    Path folder;

    private Process demo;

    @AfterEach
    void end() throws InterruptedException {
        demo.destroy();
        demo.waitFor(60, TimeUnit.SECONDS);
    }

    @Test
    void showsTrafficOfEachMechanismOfWindowsAndLeavesNothingBehind() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString(), "--windows", "--for", "20s")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(Map.of("TMPDIR", folder.toString(), "LC_ALL", "C"));
        demo = builder.start();
        assertThat(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("it ended in time; it said: %s", err())
                .isTrue();
        assertThat(demo.exitValue()).as(err()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("out"));
        assertThat(lines.get(0)).startsWith("ipcscope: http://127.0.0.1:");
        List<String> mechanisms = lines.subList(1, lines.size());
        assertThat(mechanisms)
                .allSatisfy(line -> assertThat(line).matches("[a-z]+ messages [1-9]\\d* bytes [1-9]\\d*"));
        assertThat(mechanisms.stream().map(line -> line.substring(0, line.indexOf(' '))))
                .doesNotHaveDuplicates()
                .contains("tcp", "udp", "unix", "fifo", "mapping", "pipe", "mailslot");
        assertThat(left()).as("files").isEmpty();
        // Wine's own processes end a moment after its server was told to end them
        Awaitility.await()
                .untilAsserted(() -> assertThat(processes()).as("processes").isEmpty());
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("ipcscope"))
                    .toList();
        }
    }

    /** Those whose Wine prefix or temporary folder is in ours: a Windows program's arguments name neither. */
    private List<String> processes() throws IOException {
        try (Stream<Path> numbers = Files.list(Path.of("/proc"))) {
            return numbers.filter(number -> number.getFileName().toString().matches("\\d+"))
                    .filter(this::isOurs)
                    .map(number -> read(number.resolve("cmdline")).replace('\0', ' '))
                    .toList();
        }
    }

    private boolean isOurs(Path process) {
        String environment = read(process.resolve("environ"));
        return environment.contains("\0TMPDIR=" + folder + "\0")
                || environment.startsWith("TMPDIR=" + folder + "\0")
                || environment.contains("WINEPREFIX=" + folder + "/");
    }

    /** Empty for one that has ended meanwhile or belongs to somebody else. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
