package dev.ipcscope.agent.windows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A Windows program written in C that knows nothing of us, and the lines it printed. */
public final class ForeignProgram implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** ERROR_INTERNAL_ERROR, of CreateProcess as Java words it. */
    private static final String NOT_BEGUN = "CreateProcess error=1359";

    private static final int STARTS = 3;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private ForeignProgram(Process process) {
        this.process = process;
        this.reader = new Thread(this::readAll, "output of a foreign program");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a program of samples/windows. */
    public static ForeignProgram start(String name, String... arguments) throws IOException {
        String folder = System.getProperty("ipcscope.windows.programs", "target\\windows-programs");
        List<String> command = new ArrayList<>();
        command.add(Path.of(folder, name + ".exe").toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /**
     * Starts a program of Windows, or any other. Now and then (one start of about a thousand, more when the machine is busy)
     * Wine 8 fails to make a process, also where no tap is; nothing of the program has run then, so it is started again.
     */
    public static ForeignProgram run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        for (int i = 1; ; i++) {
            try {
                return new ForeignProgram(builder.start());
            } catch (IOException e) {
                if (i == STARTS || !String.valueOf(e.getMessage()).contains(NOT_BEGUN)) {
                    throw e;
                }
            }
        }
    }

    /** Waits for a line that begins like this and returns the rest of it. */
    public String awaitLine(String start) {
        return await(all -> all.stream().anyMatch(line -> line.startsWith(start)), "a line '" + start + "…'").stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length())
                .strip();
    }

    /** Waits until the lines so far are as wanted and returns them. */
    public List<String> await(Predicate<List<String>> wanted, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        synchronized (lines) {
            while (!wanted.test(lines)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("no " + what + " within " + LIMIT + ", only " + lines);
                }
                try {
                    lines.wait(Math.min(100, 1 + left / 1_000_000));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return List.copyOf(lines);
        }
    }

    /** Waits for its end and returns all it printed. */
    public List<String> finish() throws InterruptedException {
        return finish(LIMIT);
    }

    /** Waits so long for its end and returns all it printed. */
    public List<String> finish(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end within " + limit + ", printed " + lines());
        }
        reader.join(LIMIT.toMillis());
        return lines();
    }

    /** Whether it hasn't ended yet. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** What it reads as its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Writes a line to its standard input. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends its standard input, which ends the servers, and waits. */
    public List<String> endInput() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return finish();
    }

    /** The lines so far. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readAll() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("reading its output failed: " + e);
                lines.notifyAll();
            }
        }
    }
}
