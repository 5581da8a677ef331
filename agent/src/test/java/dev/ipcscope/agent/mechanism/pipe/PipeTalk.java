package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Starts the foreign programs that talk through pipes, and taps between them. */
final class PipeTalk {

    private static int number;

    private PipeTalk() {}

    /** A name that no other test uses. */
    static synchronized String name() {
        return "ipcscope-test-" + ++number + "-" + ProcessHandle.current().pid();
    }

    /** A server that listens. */
    static ForeignProgram server(String name, String... mode) throws IOException {
        ForeignProgram server = ForeignProgram.start("pipeserver", with(name, mode));
        server.awaitLine("ready");
        return server;
    }

    /** A client that has begun its steps. */
    static ForeignProgram client(String name, String... steps) throws IOException {
        return ForeignProgram.start("pipeclient", with(name, steps));
    }

    /** A tap that is open. */
    static Tap tap(String spec, RecordedMessages recorder) throws Exception {
        PipeMechanism mechanism = new PipeMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse(spec)), recorder);
    }

    /** A line without the number of the process, which differs from run to run. */
    static String withoutPid(String line) {
        return line.replaceFirst("^(ready|pid|open server|connected client) \\d+$", "$1 PID");
    }

    /** Waits until so many conversations have been opened and all are closed. */
    static void awaitClosed(RecordedMessages recorded, int conversations) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> recorded.conversations().size() == conversations
                        && recorded.conversations().stream().allMatch(RecordedMessages.Log::isClosed));
    }

    private static String[] with(String first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
