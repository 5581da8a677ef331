package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_CLIENT;
import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static dev.ipcscope.server.it.Messages.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** redis-server behind a TCP tap, with redis-cli and redis-benchmark in front of it. */
@Tag("programs")
class RedisIT {

    private static final String STATS_COMMAND = "*2\r\n$4\r\nINFO\r\n$5\r\nstats\r\n";

    @TempDir
    Path folder;

    private int redisPort;
    private Launched redis;
    private Ipcscope ipcscope;
    private String front;

    @BeforeEach
    void begin() throws Exception {
        redisPort = Ipcscope.freePort();
        redis = Launched.start(
                folder,
                "redis-server",
                "--port",
                String.valueOf(redisPort),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString());
        await().ignoreExceptions().until(() -> stats().text().contains("total_net_input_bytes"));
        ipcscope = new Ipcscope(folder);
        Launched server = ipcscope.serve("tcp:127.0.0.1:0=127.0.0.1:" + redisPort + "?policy=block");
        front = String.valueOf(Ipcscope.port(Ipcscope.endpoint(server, "tcp")));
    }

    @AfterEach
    void end() {
        ipcscope.close();
        redis.close();
    }

    @Test
    void redisCliSendsAndGetsTheSameBytesThroughTheTap() throws Exception {
        byte[] value = new byte[1_000_003];
        new SplittableRandom(20_261_123).nextBytes(value);
        Launched.run(folder, value, "redis-cli", "-p", front, "-x", "SET", "big");
        byte[] got = Launched.run(folder, new byte[0], "redis-cli", "-p", front, "--raw", "GET", "big");
        assertThat(sha256(Arrays.copyOf(got, value.length))).isEqualTo(sha256(value));

        Messages set = ipcscope.query("mech:tcp conversation:" + conversation(0));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(ascii("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + value.length + "\r\n"));
        expected.writeBytes(value);
        expected.writeBytes(ascii("\r\n"));
        assertThat(sha256(set.data(TO_SERVER).bytes())).isEqualTo(sha256(expected.toByteArray()));
        assertThat(set.data(TO_CLIENT).bytes()).isEqualTo(ascii("+OK\r\n"));
        assertThat(set.rows().get(0).path("kind").asText()).isEqualTo("open");
        assertThat(set.rows().get(set.rows().size() - 1).path("kind").asText()).isEqualTo("close");

        Messages get = ipcscope.query("mech:tcp conversation:" + conversation(1));
        assertThat(get.data(TO_SERVER).bytes()).isEqualTo(ascii("*2\r\n$3\r\nGET\r\n$3\r\nbig\r\n"));
        byte[] answer = get.data(TO_CLIENT).bytes();
        int head = ascii("$" + value.length + "\r\n").length;
        assertThat(sha256(Arrays.copyOfRange(answer, head, head + value.length)))
                .isEqualTo(sha256(value));
    }

    @Test
    void redisCountsAsManyBytesAndCommandsAsWereRecorded() throws Exception {
        Stats before = stats();
        Launched.run(folder, "redis-benchmark", "-p", front, "-q", "-n", "5000", "-c", "20", "-t", "ping_mbulk");
        Stats after = stats();

        Messages messages = ipcscope.query("mech:tcp");
        long in = messages.data(TO_SERVER).bytes().length;
        long out = messages.data(TO_CLIENT).bytes().length;
        assertThat(after.value("total_net_input_bytes") - before.value("total_net_input_bytes"))
                .isEqualTo(in + STATS_COMMAND.length());
        assertThat(after.value("total_net_output_bytes") - before.value("total_net_output_bytes"))
                .isEqualTo(out + before.answerLength());
        assertThat(count(new String(messages.data(TO_SERVER).bytes(), StandardCharsets.ISO_8859_1), "PING\r\n"))
                .isEqualTo(5000);
        assertThat(count(new String(messages.data(TO_CLIENT).bytes(), StandardCharsets.ISO_8859_1), "+PONG\r\n"))
                .isEqualTo(5000);
        assertThat(messages.kind("gap").rows()).isEmpty();
    }

    @Test
    void bothProcessesOfAConnectionAreNamed() throws Exception {
        try (Socket client = new Socket("127.0.0.1", Integer.parseInt(front))) {
            client.getOutputStream().write(ascii("PING\r\n"));
            assertThat(client.getInputStream().readNBytes(7)).isEqualTo(ascii("+PONG\r\n"));
            await().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                JsonNode row = ipcscope.query("mech:tcp kind:open").rows().get(0);
                assertThat(row.path("server").path("name").asText()).isEqualTo("redis-server");
                assertThat(row.path("client").path("pid").asLong())
                        .isEqualTo(ProcessHandle.current().pid());
            });
        }
    }

    /** The number of the n-th conversation. */
    private long conversation(int index) throws Exception {
        return ipcscope.query("mech:tcp").conversations().get(index);
    }

    /** What redis reports about itself, asked past the tap. */
    private Stats stats() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redisPort)) {
            socket.getOutputStream().write(ascii(STATS_COMMAND));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n") < 0) {
                head.append((char) in.read());
            }
            int length = Integer.parseInt(head.substring(1, head.length() - 2));
            String text = new String(in.readNBytes(length + 2), StandardCharsets.UTF_8);
            return new Stats(text, head.length() + length + 2);
        }
    }

    private record Stats(String text, int answerLength) {

        long value(String name) {
            Matcher matcher = Pattern.compile(name + ":(\\d+)").matcher(text);
            assertThat(matcher.find()).as(text).isTrue();
            return Long.parseLong(matcher.group(1));
        }
    }

    private static int count(String text, String what) {
        return (text.length() - text.replace(what, "").length()) / what.length();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
