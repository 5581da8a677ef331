package dev.ipcscope.server.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that has ended: its exit code and what it printed. */
record Ended(int code, String out, String err) {

    /** Runs a command under {@code LC_ALL=C}; fails when it takes over two minutes. */
    static Ended run(Path folder, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(inShell(command))
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " did not end in two minutes");
        }
        return new Ended(process.exitValue(), text(out), text(err));
    }

    /**
     * The same command by way of a shell that writes its bytes beyond ASCII itself: this test's JVM may be one that
     * can't hand them on.
     */
    private static List<String> inShell(String... command) {
        StringBuilder script = new StringBuilder("exec");
        for (String word : command) {
            script.append(" $'");
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
                script.append(String.format("\\x%02x", b));
            }
            script.append('\'');
        }
        return Arrays.asList("bash", "-c", script.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }

    private static String text(Path file) throws Exception {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
