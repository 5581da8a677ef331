package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_CLIENT;
import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dnsmasq behind a UDP and a TCP tap, with dig in front of it. */
@Tag("programs")
class DnsmasqIT {

    private static final Pattern ID = Pattern.compile(", id: (\\d+)");
    private static final Pattern SIZE = Pattern.compile("MSG SIZE {2}rcvd: (\\d+)");

    @TempDir
    Path folder;

    private Launched dnsmasq;
    private Ipcscope ipcscope;
    private Launched server;

    @BeforeEach
    void begin() throws Exception {
        int port = Ipcscope.freePort();
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--port=" + port,
                "--pid-file=" + folder.resolve("pid"),
                "--user=" + System.getProperty("user.name"),
                "--log-facility=-"));
        for (int host = 0; host < 20; host++) {
            command.add("--host-record=host" + host + ".example,10.0.0." + (host + 1));
        }
        dnsmasq = Launched.start(folder, command.toArray(String[]::new));
        ipcscope = new Ipcscope(folder);
        server = ipcscope.serve(
                "udp:127.0.0.1:0=127.0.0.1:" + port + "?policy=block",
                "tcp:127.0.0.1:0=127.0.0.1:" + port + "?policy=block");
    }

    @AfterEach
    void end() {
        ipcscope.close();
        dnsmasq.close();
    }

    @Test
    void overUdpEachQuestionAndAnswerIsOneMessageAsDigReportsIt() throws Exception {
        int port = Ipcscope.port(Ipcscope.endpoint(server, "udp"));
        List<String> reports = new ArrayList<>();
        for (int host = 0; host < 20; host++) {
            reports.add(dig(port, "host" + host + ".example"));
        }
        Messages messages = ipcscope.query("mech:udp");
        assertThat(messages.data(TO_SERVER).rows()).hasSize(20);
        assertThat(messages.data(TO_CLIENT).rows()).hasSize(20);
        for (int host = 0; host < 20; host++) {
            JsonNode question = messages.data(TO_SERVER).rows().get(host);
            JsonNode answer = messages.data(TO_CLIENT).rows().get(host);
            assertThat(reports.get(host)).contains("10.0.0." + (host + 1));
            assertThat(id(Messages.payload(question))).isEqualTo(reported(ID, reports.get(host)));
            assertThat(id(Messages.payload(answer))).isEqualTo(reported(ID, reports.get(host)));
            assertThat(answer.path("length").asInt()).isEqualTo(reported(SIZE, reports.get(host)));
            assertThat(Messages.payload(answer)).endsWith(10, 0, 0, host + 1);
        }
        assertThat(messages.conversations()).hasSize(20);
    }

    @Test
    void overTcpTheBytesAreThoseThatDigReports() throws Exception {
        int port = Ipcscope.port(Ipcscope.endpoint(server, "tcp"));
        String report = dig(port, "host7.example", "+tcp");
        Messages messages = ipcscope.query("mech:tcp");
        byte[] answer = messages.data(TO_CLIENT).bytes();
        assertThat(report).contains("10.0.0.8");
        assertThat(ByteBuffer.wrap(answer).getShort()).isEqualTo((short) reported(SIZE, report));
        assertThat(answer).hasSize(2 + reported(SIZE, report)).endsWith(10, 0, 0, 8);
        assertThat(id(java.util.Arrays.copyOfRange(answer, 2, 4))).isEqualTo(reported(ID, report));
        assertThat(messages.kind("close").rows()).hasSize(1);
    }

    private String dig(int port, String... question) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("dig", "@127.0.0.1", "-p", String.valueOf(port), "+noedns", "+tries=10", "+time=5"));
        command.addAll(List.of(question));
        return Launched.run(folder, command.toArray(String[]::new));
    }

    private static int reported(Pattern what, String report) {
        Matcher matcher = what.matcher(report);
        assertThat(matcher.find()).as(report).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static int id(byte[] dns) {
        return ByteBuffer.wrap(dns).getShort() & 0xffff;
    }
}
