package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.SocketTable.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Tables built after MIB_TCPROW_OWNER_PID and its relatives (tcpmib.h, udpmib.h). */
class SocketTableTest {

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
    }

    private static InetSocketAddress at(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    @Test
    void readsTcp() throws Exception {
        assertThat(SocketTable.tcp(hex("""
                            02000000
                            02000000 00000000 18eb0000 00000000 00000000 39050000
                            05000000 7f000001 18eb0000 7f000001 c3500000 ffffffff
                            """), false))
                .containsExactly(
                        new Socket(at("0.0.0.0", 6379), null, true, 1337),
                        new Socket(at("127.0.0.1", 6379), at("127.0.0.1", 50_000), false, 0xffff_ffffL));
    }

    @Test
    void readsTcp6() throws Exception {
        String loopback = "00000000 00000000 00000000 00000001";
        assertThat(SocketTable.tcp(
                        hex("01000000" + loopback + "00000000 18eb0000" + loopback + "00000000 c3500000"
                                + "05000000 39050000"),
                        true))
                .containsExactly(new Socket(at("::1", 6379), at("::1", 50_000), false, 1337));
    }

    @Test
    void readsUdp() throws Exception {
        assertThat(SocketTable.udp(hex("01000000 7f000001 00350000 39050000"), false))
                .containsExactly(new Socket(at("127.0.0.1", 53), null, false, 1337));
        assertThat(SocketTable.udp(
                        hex("01000000 00000000 00000000 00000000 00000000 00000000 00350000 39050000"), true))
                .containsExactly(new Socket(at("::", 53), null, false, 1337));
    }

    @Test
    void aCountThatPromisesMoreIsCut() {
        assertThat(SocketTable.udp(hex("ffffff7f 7f000001 00350000 39050000 7f00"), false))
                .hasSize(1);
        assertThat(SocketTable.tcp(hex("ff"), false)).isEmpty();
        assertThat(SocketTable.tcp(hex("ffffffff"), false)).isEmpty();
    }
}
