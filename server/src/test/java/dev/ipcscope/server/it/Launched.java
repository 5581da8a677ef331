package dev.ipcscope.server.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** A process that a test started; its output goes to files. Closing it ends it. */
final class Launched implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command; stdout and stderr go to new files in the folder. */
    static Launched start(Path folder, String... command) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        return new Launched(builder.start(), out, err);
    }

    /** Runs a command to its end with this input; fails when it takes over three minutes or its exit code isn't 0. */
    static byte[] run(Path folder, byte[] input, String... command) throws Exception {
        Path in = Files.write(Files.createTempFile(folder, "in", ".bin"), input);
        Path out = Files.createTempFile(folder, "out", ".bin");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " did not end in three minutes");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(List.of(command) + " ended with " + process.exitValue() + ": "
                    + Files.readString(err) + new String(Files.readAllBytes(out), StandardCharsets.UTF_8));
        }
        return Files.readAllBytes(out);
    }

    /** Runs a command without input and returns its output as text. */
    static String run(Path folder, String... command) throws Exception {
        return new String(run(folder, new byte[0], command), StandardCharsets.UTF_8);
    }

    /** The first line of stdout that begins like this; waits for it. */
    String awaitLine(String prefix) {
        try {
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> {
                        if (!process.isAlive() && line(prefix) == null) {
                            throw new AssertionError(
                                    "it ended early with " + process.exitValue() + ": " + text(out) + text(err));
                        }
                    })
                    .until(() -> line(prefix) != null);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "no line '" + prefix + "…' within " + START + ", only: " + text(out) + text(err), e);
        }
        return String.valueOf(line(prefix));
    }

    /** What it has printed to stdout so far. */
    String out() {
        return text(out);
    }

    /** What it has printed to stderr so far. */
    String err() {
        return text(err);
    }

    /** As kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As kill (SIGTERM); waits for the end and returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it did not end in 20 s after SIGTERM: " + text(err));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String line(String prefix) {
        String text = text(out);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .orElse(null);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
