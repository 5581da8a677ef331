package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, as the README says to start it. */
class DemoIT {

    private static final Duration LIMIT = Duration.ofSeconds(180);

    private static final Path SAMPLES = Path.of(System.getProperty("ipcscope.jar"))
            .toAbsolutePath()
            .normalize()
            .resolve("../../../samples")
            .normalize();

    @TempDir
    Path folder;

    private Process demo;

    @AfterEach
    void end() {
        demo.destroy();
    }

    @Test
    void showsTrafficOfEachMechanismAndLeavesNothingBehind() throws Exception {
        start(SAMPLES, "--for", "4s");
        assertThat(exitCode()).as(err()).isZero();
        List<String> lines = out();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).matches("ipcscope: http://127\\.0\\.0\\.1:\\d+/\\?token=\\S{20,}");
        assertThat(lines.get(1)).matches("tcp messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(2)).matches("udp messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(3)).matches("unix messages [1-9]\\d+ bytes [1-9]\\d+");
        assertThat(lines.get(4)).matches("fifo messages \\d+ bytes [1-9]\\d+");
        assertThat(lines.get(5)).matches("mapping messages [1-9]\\d+ bytes [1-9]\\d+");
        assertNothingIsLeft();
    }

    @Test
    void controlCEndsIt() throws Exception {
        start(SAMPLES);
        await().atMost(LIMIT).until(() -> !out().isEmpty());
        signal("-INT", "-" + demo.pid());
        assertThat(exitCode()).as(err()).isZero();
        assertThat(err()).contains("Ctrl-C ends").endsWith("ending the server, the taps and the samples\n");
        assertNothingIsLeft();
    }

    @Test
    void terminationOfTheScriptAloneEndsAllThatItStarted() throws Exception {
        start(SAMPLES);
        await().atMost(LIMIT).until(() -> !out().isEmpty());
        signal("-TERM", String.valueOf(demo.pid()));
        assertThat(exitCode()).as(err()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void controlCWhileItStartsEndsItToo() throws Exception {
        start(SAMPLES);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> !left().isEmpty());
        signal("-INT", "-" + demo.pid());
        assertThat(exitCode()).as(err()).isEqualTo(130);
        assertThat(err()).contains("interrupted");
        assertNothingIsLeft();
    }

    @Test
    void controlCWhileItBuildsEndsTheBuild() throws Exception {
        Path copy = Files.createDirectories(folder.resolve("copy/samples"));
        for (String script : List.of("demo.sh", "lib.sh")) {
            Files.copy(SAMPLES.resolve(script), copy.resolve(script));
        }
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path number = folder.resolve("number");
        Files.createFile(
                bin.resolve("mvn"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                bin.resolve("mvn"),
                "#!/bin/sh\necho $$ >" + number + ".new\nmv " + number + ".new " + number + "\nexec sleep 600\n");
        start(copy);
        await().atMost(LIMIT).until(() -> Files.exists(number));
        signal("-INT", "-" + demo.pid());
        assertThat(exitCode()).as(err()).isEqualTo(130);
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(number).strip())))
                .isEmpty();
        assertNothingIsLeft();
    }

    /** In a process group of its own, as a terminal does; who started this test may have ignored SIGINT. */
    private void start(Path samples, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                "setsid",
                "bash",
                samples.resolve("demo.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        String path = folder.resolve("bin") + ":" + System.getenv("PATH");
        builder.environment().putAll(Map.of("TMPDIR", folder.toString(), "LC_ALL", "C", "PATH", path));
        demo = builder.start();
    }

    private static void signal(String signal, String target) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, "--", target).start().waitFor())
                .isZero();
    }

    private int exitCode() throws InterruptedException {
        assertThat(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return demo.exitValue();
    }

    private List<String> out() throws IOException {
        return Files.readAllLines(folder.resolve("out"));
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

    private void assertNothingIsLeft() throws IOException {
        assertThat(left()).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .arguments()
                                .map(arguments -> Stream.of(arguments)
                                        .anyMatch(argument -> argument.startsWith(folder + "/ipcscope.")))
                                .orElse(false)))
                .isEmpty();
    }
}
