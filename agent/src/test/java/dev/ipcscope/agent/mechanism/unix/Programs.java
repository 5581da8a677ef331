package dev.ipcscope.agent.mechanism.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Foreign programs and taps of a test; all end with it. */
final class Programs implements AutoCloseable {
    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private int outputs;

    Programs(Path folder) {
        this.folder = folder;
    }

    /** Starts one that goes on; its output is in a file of the folder. */
    Process start(String... command) throws IOException {
        Process process = builder(command).start();
        running.add(process);
        return process;
    }

    /** Runs one to its end and gives what it printed. */
    String run(String... command) throws Exception {
        Process process = start(command);
        Path output = folder.resolve("output" + outputs);
        assertThat(process.waitFor(120, SECONDS)).as(String.join(" ", command)).isTrue();
        String text = Files.readString(output, UTF_8);
        assertThat(process.exitValue())
                .as("%s%n%s", String.join(" ", command), text)
                .isZero();
        return text;
    }

    private ProcessBuilder builder(String... command) {
        Path output = folder.resolve("output" + ++outputs);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true).redirectOutput(output.toFile());
    }

    /** Opens a tap. */
    Tap tap(Path front, Path real, String options, RecordedMessages into) throws Exception {
        UnixMechanism mechanism = new UnixMechanism(new FrontRegistry(folder.resolve("state")));
        Tap tap = mechanism.open(mechanism.check(TapSpec.parse("unix:" + front + "=" + real + options)), into);
        taps.add(tap);
        return tap;
    }

    @Override
    public void close() throws InterruptedException {
        taps.forEach(Tap::close);
        for (Process process : running) {
            process.destroy();
        }
        for (Process process : running) {
            if (!process.waitFor(10, SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
