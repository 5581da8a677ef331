package dev.ipcscope.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

    @TempDir
    Path folder;

    @Test
    void ordersAreAnsweredOverTcp() throws Exception {
        String address = listen("order-listener", "127.0.0.1:0");
        List<String> lines = talk("order-talker", address, 12);
        assertThat(lines).hasSize(12).allMatch(line -> line.startsWith("{\"order\":"));
        assertThat(lines.get(0)).isEqualTo("{\"order\":1,\"state\":\"accepted\",\"total\":29.40,\"currency\":\"€\"}");
        assertThat(lines.get(11)).contains("\"rejected\"");
    }

    @Test
    void readingsAreAcknowledgedOverUdp() throws Exception {
        String address = listen("sensor-listener", "127.0.0.1:0");
        assertThat(talk("sensor-talker", address, 4)).containsExactly("ack 1", "ack 2", "ack 3", "ack 4");
    }

    @Test
    void stockIsToldOverAUnixSocket() throws Exception {
        String address = listen("stock-listener", folder.resolve("stock").toString());
        assertThat(talk("stock-talker", address, 6))
                .containsExactly(
                        "HTTP/1.1 200 OK",
                        "HTTP/1.1 200 OK",
                        "HTTP/1.1 200 OK",
                        "HTTP/1.1 404 Not Found",
                        "HTTP/1.1 200 OK",
                        "HTTP/1.1 200 OK");
    }

    @Test
    void linesComeOutOfAFifo() throws Exception {
        Path fifo = folder.resolve("log");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Output listener = start("log-listener", fifo.toString(), 0, Long.MAX_VALUE);
        assertThat(talk("log-talker", fifo.toString(), 25)).containsExactly("wrote 25 lines");
        await().untilAsserted(() ->
                assertThat(listener.lines()).hasSize(26).last().asString().endsWith("#24"));
    }

    @Test
    void telemetryIsReadFromAMappedFile() throws Exception {
        String file = listen("telemetry-talker", folder.resolve("telemetry").toString());
        assertThat(talk("telemetry-listener", file, 3))
                .hasSize(3)
                .allMatch(line -> line.matches("#\\d+ \\d+\\.\\d km/h at \\d+ m, climbing"));
    }

    @Test
    void wrongArgumentsAreSaidInWords() {
        assertThat(Samples.find("nobody")).isEmpty();
        assertThatThrownBy(() -> Options.parse(new String[] {"order-talker"}))
                .hasMessageContaining("expected NAME ADDRESS");
        assertThatThrownBy(() -> Options.parse(new String[] {"x", "a:1", "soon"}))
                .hasMessageContaining("'soon' is not a number");
        assertThatThrownBy(() -> new Options("nowhere", 0, 0).socket()).hasMessageContaining("HOST:PORT");
    }

    /** Starts a listener on a thread that ends with the JVM, and returns where it listens. */
    private static String listen(String name, String address) {
        Output output = start(name, address, 10, Long.MAX_VALUE);
        await().until(() -> !output.lines().isEmpty());
        return output.lines().get(0).replace("listening ", "");
    }

    private static List<String> talk(String name, String address, long count) throws Exception {
        Output output = new Output();
        Samples.find(name).orElseThrow().run(new Options(address, 1, count), output.stream());
        return output.lines();
    }

    private static Output start(String name, String address, long interval, long count) {
        Output output = new Output();
        Thread thread = new Thread(
                () -> {
                    try {
                        Samples.find(name).orElseThrow().run(new Options(address, interval, count), output.stream());
                    } catch (Exception e) {
                        output.stream().println(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return output;
    }

    /** What a sample printed so far. */
    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        PrintStream stream() {
            return new PrintStream(bytes, true, StandardCharsets.UTF_8);
        }

        List<String> lines() {
            return bytes.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }
}
