package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ListeningSockets;
import dev.ipcscope.agent.process.ListeningSockets.Listening;
import dev.ipcscope.agent.process.SocketOwners;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables of the IP helper API name the process of a socket. */
@Tag("windows")
class SocketTableWindowsTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Wine finds the process of a socket only once that has sent or received something, so not of one that listens. */
    @Test
    void listeningSocketsAreFound() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            List<Listening> found = at(ListeningSockets.ofThisMachine().tcp(), server.getLocalPort());
            assertThat(found).hasSize(1);
            assertThat(found.get(0).processes()).extracting(ProcessInfo::pid).isSubsetOf(SELF);
        }
    }

    @Test
    void boundUdpSocketsAreFoundWithTheirProcess() throws Exception {
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            udp.send(new DatagramPacket(new byte[1], 1, LOOPBACK, udp.getLocalPort()));
            udp.receive(new DatagramPacket(new byte[1], 1));
            List<Listening> found = at(ListeningSockets.ofThisMachine().udp(), udp.getLocalPort());
            assertThat(found).hasSize(1);
            assertThat(found.get(0).processes()).extracting(ProcessInfo::pid).containsExactly(SELF);
        }
    }

    private static List<Listening> at(List<Listening> found, int port) {
        return found.stream()
                .filter(listening -> listening.address().getPort() == port)
                .toList();
    }

    /** Wine 8 tells no process for TCP, only for UDP; Windows for both. */
    @Test
    void ownersAreNamedOrUnknown() throws Exception {
        SocketOwners owners = SocketOwners.ofThisMachine();
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort());
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            udp.send(new DatagramPacket(new byte[1], 1, LOOPBACK, udp.getLocalPort()));
            udp.receive(new DatagramPacket(new byte[1], 1));
            InetSocketAddress here = (InetSocketAddress) client.getLocalSocketAddress();
            InetSocketAddress there = (InetSocketAddress) client.getRemoteSocketAddress();
            assertThat(owners.tcp(here, there).get(30, TimeUnit.SECONDS).pid()).isIn(null, SELF);
            ProcessInfo owner = owners.udp(new InetSocketAddress(LOOPBACK, udp.getLocalPort()), null)
                    .get(30, TimeUnit.SECONDS);
            assertThat(owner.pid()).isEqualTo(SELF);
            assertThat(owner.name()).isEqualTo("java.exe");
        }
    }

    @Test
    void connectionsAreListed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
            assertThat(SocketTable.tcp())
                    .filteredOn(socket -> socket.local().getPort() == client.getLocalPort())
                    .extracting(SocketTable.Socket::remote)
                    // Programs outside Wine may have the same local port towards another one.
                    .containsOnlyOnce(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
        }
    }

    @Test
    void thoseThatListenAreListedAlone() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
            assertThat(SocketTable.tcpListening())
                    .allMatch(SocketTable.Socket::listening)
                    .extracting(socket -> socket.local().getPort())
                    .contains(server.getLocalPort())
                    .doesNotContain(client.getLocalPort());
        }
    }
}
