package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ListeningSockets;
import dev.ipcscope.agent.process.ListeningSockets.Listening;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    @Test
    void suggestsATapInFrontOfEachServer() {
        List<Endpoint> endpoints = Discovery.endpoints(
                "tcp",
                "listening",
                List.of(
                        listening("127.0.0.1", 6379, 7),
                        listening("0.0.0.0", 22, 8),
                        listening("::", 80, 9),
                        listening("127.0.0.1", 10_022, 10),
                        listening("127.0.0.1", 60_000, 11)),
                1);

        assertThat(endpoints)
                .extracting(Endpoint::suggestion)
                .containsExactly(
                        "tcp:127.0.0.1:16379=127.0.0.1:6379",
                        "tcp:127.0.0.1:0=127.0.0.1:22",
                        "tcp:[::1]:10080=[::1]:80",
                        "tcp:127.0.0.1:20022=127.0.0.1:10022",
                        "tcp:127.0.0.1:0=127.0.0.1:60000");
        assertThat(endpoints).extracting(Endpoint::name).startsWith("127.0.0.1:6379", "0.0.0.0:22", "[::]:80");
        assertThat(endpoints.get(0).processes()).containsExactly(ProcessInfo.ofPid(7));
    }

    @Test
    void leavesOutWhatTheAgentItselfWaitsOn() {
        assertThat(Discovery.endpoints("tcp", "listening", List.of(listening("127.0.0.1", 7070, 42)), 42))
                .isEmpty();
    }

    @Test
    void findsASocketOfThisMachineWithItsProcess() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThat(ListeningSockets.ofThisMachine().tcp())
                    .filteredOn(found -> found.address().equals(server.getLocalSocketAddress()))
                    .singleElement()
                    .satisfies(found -> assertThat(found.processes())
                            .extracting(ProcessInfo::pid)
                            .containsExactly(ProcessHandle.current().pid()));
        }
    }

    private static Listening listening(String host, int port, long pid) {
        return new Listening(new InetSocketAddress(host, port), List.of(ProcessInfo.ofPid(pid)));
    }
}
