package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

    /** A client that sends messages of this, none and many bytes to a server that echoes, until it has left. */
    static void echo(String name, int size) throws Exception {
        ForeignProgram client = client(
                name, "message", "sync", "open", "s:" + size, "r:100", "s:0", "r:9", "s:200000", "r:5000", "close");
        assertThat(client.finish()).contains("closed").noneMatch(line -> line.contains("error"));
    }

    /** Each is the record of an {@link #echo}: what was sent came back, and both programs are known. */
    static void assertEchoed(List<RecordedMessages.Log> logs) {
        assertThat(logs)
                .allSatisfy(log -> assertThat(log.stream(Direction.CLIENT_TO_SERVER))
                        .isEqualTo(log.stream(Direction.SERVER_TO_CLIENT))
                        .hasSizeGreaterThan(200_000))
                .allSatisfy(log -> assertThat(log.server().name()).isEqualTo("pipeserver.exe"))
                .allSatisfy(log -> assertThat(log.client().name()).isEqualTo("pipeclient.exe"));
    }

    /** A client that sends one message of this size to a server that echoes, until it has left; what it printed. */
    static List<String> one(String name, int size) throws Exception {
        List<String> lines = client(name, "message", "sync", "open", "s:" + size, "r:" + size, "close")
                .finish();
        assertThat(lines).contains("write " + size, "closed").noneMatch(line -> line.contains("error"));
        return lines;
    }

    /** What a client of a pipe of one direction prints, directly. */
    static List<String> ofOneDirection(String name, String direction, String open) throws Exception {
        try (ForeignProgram server = server(name, "message", "sync", "255", "1", direction)) {
            return ofOneDirection(name, open);
        }
    }

    /** The same where a server is there already: ten bytes go the one way. */
    static List<String> ofOneDirection(String name, String open) throws Exception {
        ForeignProgram client = open.equals("open:w")
                ? client(name, "message", "sync", open, "s:3", "s:0", "s:7", "close")
                : client(name, "message", "sync", open, "r:100", "r:100", "r:100", "close");
        return client.finish().stream().map(PipeTalk::withoutPid).toList();
    }

    /** A tap that is open. */
    static Tap tap(String spec, Recorder recorder) throws Exception {
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
