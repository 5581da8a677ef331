package dev.ipcscope.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the kernel's socket diagnosis, built after linux/inet_diag.h, and the kernel itself. */
class TcpInodeTest {
    private static final String HEADER = "58000000 1400 0000 01000000 00000000";
    private static final String REST = "00000000 0000000000000000 00000000 00000000 00000000 e8030000 9a3b0000";
    private static final String V4 = "7f000001 000000000000000000000000 7f000001 000000000000000000000000";
    private static final String MAPPED = "00000000000000000000ffff7f000001".repeat(2);

    private final byte[] body = TcpInode.body(end(0x1234), end(0x4321));

    @Test
    void theInodeIsRead() {
        assertThat(parse(HEADER + "02010000 1234 4321" + V4 + REST)).isEqualTo(0x3b9a);
    }

    @Test
    void aSocketOfBothFamiliesHasMappedAddresses() {
        assertThat(parse(HEADER + "0a010000 1234 4321" + MAPPED + REST)).isEqualTo(0x3b9a);
    }

    @Test
    void aListenerIsNoConnection() {
        String listener = HEADER + "020a0000 1234 0000" + "00".repeat(32) + REST;

        assertThat(parse(listener)).isZero();
        assertThat(TcpInode.parseListening(bytes(listener), body)).isEqualTo(0x3b9a);
        assertThat(TcpInode.parseListening(bytes(HEADER + "02010000 1234 4321" + V4 + REST), body))
                .isEqualTo(TcpInode.UNTOLD);
    }

    @Test
    void errorsAndShortAnswersSayNothing() {
        assertThat(parse("24000000 0200 0000 01000000 00000000 feffffff" + "00".repeat(16)))
                .isEqualTo(TcpInode.UNTOLD);
        assertThat(parse(HEADER)).isEqualTo(TcpInode.UNTOLD);
        assertThat(parse("")).isEqualTo(TcpInode.UNTOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "asks the kernel")
    void theKernelKnowsTheConnectionsOfThisProcess(String address) throws Exception {
        InetAddress loopback = InetAddress.getByName(address);
        try (ServerSocket listener = new ServerSocket(0, 5, loopback);
                Socket client = new Socket(loopback, listener.getLocalPort());
                Socket server = listener.accept()) {
            InetSocketAddress here = (InetSocketAddress) client.getLocalSocketAddress();
            InetSocketAddress there = (InetSocketAddress) client.getRemoteSocketAddress();

            assertThat(own(TcpInode.of(here, there))).isTrue();
            assertThat(own(TcpInode.of(there, here))).isTrue();
            assertThat(TcpInode.of(here, there)).isNotEqualTo(TcpInode.of(there, here));
            assertThat(own(TcpInode.listening(there))).isTrue();
            assertThat(server.isConnected()).isTrue();
        }
    }

    private static boolean own(long inode) {
        String[] files = new File("/proc/self/fd").list();
        return files != null
                && Arrays.stream(files)
                        .anyMatch(file -> ("socket:[" + inode + "]").equals(Links.read("/proc/self/fd/" + file)));
    }

    private long parse(String hex) {
        return TcpInode.parse(bytes(hex), body);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static InetSocketAddress end(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }
}
