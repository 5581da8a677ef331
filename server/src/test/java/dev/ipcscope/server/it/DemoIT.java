package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, as the README says to start it. */
class DemoIT {

    private static final Path DEMO = Path.of(System.getProperty("ipcscope.jar"))
            .toAbsolutePath()
            .normalize()
            .resolve("../../../samples/demo.sh")
            .normalize();

    @TempDir
    Path folder;

    @Test
    void showsTrafficOfEachMechanismAndLeavesNothingBehind() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", DEMO.toString(), "--for", "4s")
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(Map.of("TMPDIR", folder.toString(), "LC_ALL", "C"));
        Process demo = builder.start();
        try {
            assertThat(demo.waitFor(120, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroy();
        }
        List<String> lines = Files.readAllLines(folder.resolve("out"));
        assertThat(demo.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).matches("ipcscope: http://127\\.0\\.0\\.1:\\d+/\\?token=\\S{20,}");
        assertThat(lines.get(1)).matches("tcp messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(2)).matches("udp messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(3)).matches("unix messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(4)).matches("fifo messages \\d+ bytes [1-9]\\d+");
        assertThat(lines.get(5)).matches("mapping messages [1-9]\\d+ bytes [1-9]\\d+");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("ipcscope")))
                    .isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .arguments()
                                .map(arguments -> Stream.of(arguments)
                                        .anyMatch(argument -> argument.startsWith(folder + "/ipcscope.")))
                                .orElse(false)))
                .isEmpty();
    }
}
