package dev.ipcscope.agent.mechanism.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python programs that send each other urgent bytes: through a tap each comes where and how it comes without one. */
@Tag("programs")
@Timeout(180)
class TcpUrgentIT {
    private static final Path PROGRAM =
            Path.of("src/test/resources/tcp/urgent.py").toAbsolutePath();

    private static final String REPORT = """
            inline wrong 0
            apart wrong 0
            back None
            signal signals 1
            last b'!' after b'all', then b''
            row b'abcdefgh'
            """;

    @TempDir
    Path folder;

    private final List<Process> running = new ArrayList<>();

    @AfterEach
    void end() {
        running.forEach(Process::destroyForcibly);
    }

    private Process start(Path output, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", PROGRAM.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        running.add(process);
        return process;
    }

    private String serve() throws Exception {
        Path output = folder.resolve("serve");
        start(output, "serve");
        await().atMost(60, SECONDS).until(() -> Files.readString(output, UTF_8).endsWith("\n"));
        return Files.readString(output, UTF_8).strip().substring("port ".length());
    }

    private void assertTalk(String server, String port) throws Exception {
        Path output = folder.resolve("send");
        Process sender = start(output, "send", port);
        assertThat(running.get(0).waitFor(90, SECONDS))
                .as("the server is through")
                .isTrue();
        assertThat(sender.waitFor(90, SECONDS)).as("the client is through").isTrue();
        assertThat(Files.readString(folder.resolve("serve"), UTF_8)).isEqualTo("port " + server + "\n" + REPORT);
        assertThat(Files.readString(output, UTF_8)).contains("back wrong 0\n");
    }

    @Test
    void withoutATap() throws Exception {
        String port = serve();
        assertTalk(port, port);
    }

    @ParameterizedTest
    @EnumSource
    void throughATap(Policy policy) throws Exception {
        String port = serve();
        RecordedMessages recorded = new RecordedMessages(policy, Long.MAX_VALUE);
        TcpMechanism mechanism = new TcpMechanism();
        TapSpec spec = mechanism.check(
                TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:" + port + "?urgent=on&policy=" + policy.word()));
        try (Tap tap = mechanism.open(spec, recorded)) {
            assertTalk(port, tap.endpoint().substring(tap.endpoint().lastIndexOf(':') + 1));
            await().until(() -> recorded.entries(Kind.CLOSE).size() == 6);
        }
        assertThat(recorded.entries(Kind.DATA))
                .filteredOn(entry -> entry.details().attributes().containsKey("urgent"))
                .as("each byte by itself, marked")
                .allSatisfy(entry -> assertThat(entry.bytes()).hasSize(1))
                .filteredOn(entry -> entry.bytes()[0] == '!')
                .hasSize(302);
        assertThat(recorded.conversations().get(5).stream(Direction.CLIENT_TO_SERVER))
                .as("the row")
                .asString()
                .isEqualTo("abcdefgh");
    }

    @Test
    void aResetAndTheEndOfTheTapComeThroughWhileBothSidesWait() throws Exception {
        TcpMechanism mechanism = new TcpMechanism();
        RecordedMessages recorded = new RecordedMessages();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TapSpec spec = TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:" + listener.getLocalPort() + "?urgent=on");
            Tap tap = mechanism.open(mechanism.check(spec), recorded);
            int port = Integer.parseInt(tap.endpoint().substring("127.0.0.1:".length()));
            try (Socket broken = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket told = listener.accept()) {
                told.setSoTimeout(60_000);
                broken.setSoLinger(true, 0);
                broken.close();
                assertThatThrownBy(() -> told.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket server = listener.accept()) {
                client.setSoTimeout(60_000);
                server.setSoTimeout(60_000);
                client.getOutputStream().write('x');
                assertThat(server.getInputStream().read()).isEqualTo('x');
                tap.close();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(server.getInputStream().read()).isEqualTo(-1);
            }
            await().until(() -> recorded.entries(Kind.CLOSE).size() == 2);
        }
    }

    @Test
    void urgentIsOnOrOff() {
        assertThatThrownBy(() -> new TcpMechanism().check(TapSpec.parse("tcp:127.0.0.1:1=127.0.0.1:2?urgent=maybe")))
                .hasMessageContaining("on or off");
    }
}
