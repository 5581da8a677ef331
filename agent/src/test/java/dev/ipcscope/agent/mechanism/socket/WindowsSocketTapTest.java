package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Foreign Winsock programs talk directly and through the taps of a Windows JVM, and must see the same. */
@Tag("windows")
@Timeout(180)
class WindowsSocketTapTest {

    private static Tap tap(Mechanism mechanism, String port, RecordedMessages recorded) throws Exception {
        String spec = mechanism.id() + ":127.0.0.1:0=127.0.0.1:" + port;
        return mechanism.open(mechanism.check(TapSpec.parse(spec)), recorded);
    }

    private static String port(Tap tap) {
        return tap.endpoint().substring(tap.endpoint().lastIndexOf(':') + 1);
    }

    private static List<String> client(String... arguments) throws Exception {
        try (ForeignProgram client = ForeignProgram.start("winsock", arguments)) {
            return client.finish().stream()
                    .filter(line -> !line.startsWith("pid "))
                    .toList();
        }
    }

    @Test
    void aStreamComesBackWholeAndHalfCloseIsPassedOn() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = ForeignProgram.start("winsock", "tcp-server")) {
            String real = server.awaitLine("port");
            List<String> direct = client("tcp-client", real, "3000000");
            try (Tap tap = tap(new TcpMechanism(), real, recorded)) {
                assertThat(client("tcp-client", port(tap), "3000000")).isEqualTo(direct);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> recorded.conversations().get(0).isClosed());
            }
            List<String> ends = server.endInput().stream()
                    .filter(line -> line.startsWith("end "))
                    .toList();
            assertThat(ends).hasSize(2).allMatch(line -> line.equals(direct.get(0)));
        }
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(log.stream(Direction.CLIENT_TO_SERVER)).hasSize(3_000_000);
        assertThat(log.stream(Direction.SERVER_TO_CLIENT)).isEqualTo(log.stream(Direction.CLIENT_TO_SERVER));
    }

    /** Wine tells it as a mere end to one that reads only when it has come. */
    @Test
    void aResetByTheServerIsAResetForTheClient() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = ForeignProgram.start("winsock", "tcp-breaker")) {
            String real = server.awaitLine("port");
            List<String> direct = client("tcp-broken", real, "40");
            assertThat(direct).hasSize(40).containsOnly("end 10054 after 0 sum 811c9dc5");
            try (Tap tap = tap(new TcpMechanism(), real, recorded)) {
                assertThat(client("tcp-broken", port(tap), "40")).isEqualTo(direct);
            }
        }
        assertThat(recorded.entries(Kind.CLOSE))
                .hasSize(40)
                .allSatisfy(close -> assertThat(close.details().attributes()).containsEntry("end", "reset by server"));
    }

    @Test
    void doctorSaysWhereServersAreNotNamed() throws Exception {
        TcpMechanism mechanism = new TcpMechanism();
        try (ForeignProgram server = ForeignProgram.start("winsock", "tcp-server")) {
            String end = ":" + server.awaitLine("port");
            assertThat(mechanism.discover())
                    .filteredOn(endpoint -> endpoint.name().endsWith(end))
                    .singleElement()
                    .satisfies(endpoint -> assertThat(endpoint.holders().isEmpty())
                            .isEqualTo(mechanism.support().reason().contains("servers aren't named")));
        }
    }

    @Test
    void datagramsOfEachSizeComeBackAsTheyAre() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        String[] sizes = {"0", "1", "1472", "1473", "8192", "8193", "65507", "0", "100"};
        try (ForeignProgram server = ForeignProgram.start("winsock", "udp-server")) {
            String real = server.awaitLine("port");
            List<String> direct = client(udpClient(real, sizes));
            try (Tap tap = tap(new UdpMechanism(), real, recorded)) {
                assertThat(client(udpClient(port(tap), sizes))).isEqualTo(direct);
            }
        }
        RecordedMessages.Log log = recorded.conversations().get(0);
        assertThat(lengths(log, Direction.CLIENT_TO_SERVER)).containsExactly(sizes);
        assertThat(lengths(log, Direction.SERVER_TO_CLIENT)).containsExactly(sizes);
    }

    private static List<String> lengths(RecordedMessages.Log log, Direction direction) {
        return log.entries().stream()
                .filter(entry -> entry.kind() == Kind.DATA && entry.direction() == direction)
                .map(entry -> String.valueOf(entry.length()))
                .toList();
    }

    private static String[] udpClient(String port, String... sizes) {
        return Stream.concat(Stream.of("udp-client", port), Stream.of(sizes)).toArray(String[]::new);
    }
}
