package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Messages as the JDK gives them on Linux and Windows. */
class SocketFailureTest {

    @Test
    void knowsTheErrorsOfLinux() {
        assertLinux(new ConnectException("Connection refused"), "Connection refused (111)");
        assertLinux(new ConnectException("Connection timed out"), "Connection timed out (110)");
        assertLinux(new NoRouteToHostException("No route to host"), "No route to host (113)");
        assertLinux(new NoRouteToHostException("Host is unreachable"), "No route to host (113)");
        assertLinux(new SocketException("Network is unreachable"), "Network is unreachable (101)");
        assertLinux(new SocketException("Connection reset"), "Connection reset by peer (104)");
        assertLinux(new IOException("Broken pipe"), "Broken pipe (32)");
        assertLinux(new BindException("Address already in use"), "Address already in use (98)");
        assertLinux(new BindException("Cannot assign requested address"), "Cannot assign requested address (99)");
        assertLinux(new IOException("Too many open files"), "Too many open files (24)");
        assertLinux(new PortUnreachableException(), "Connection refused (111)");
    }

    @Test
    void knowsTheErrorsOfWindows() {
        assertWindows(new ConnectException("Connection refused: no further information"), 10061);
        assertWindows(new ConnectException("Connection timed out: no further information"), 10060);
        assertWindows(new NoRouteToHostException("No route to host: no further information"), 10065);
        assertWindows(new IOException("An existing connection was forcibly closed by the remote host"), 10054);
        assertWindows(
                new IOException("An established connection was aborted by the software in your host machine"), 10053);
        assertWindows(new BindException("Address already in use: bind"), 10048);
        assertWindows(new UnknownHostException("nowhere"), 11001);
    }

    @Test
    void goesByTheClassWhereTheWordsAreInAnotherLanguage() {
        assertLinux(new ConnectException("Verbindungsaufbau abgelehnt"), "Connection refused (111)");
        assertLinux(new BindException("Die Adresse wird bereits verwendet"), "Address already in use (98)");
    }

    @Test
    void inventsNoNumber() {
        assertThat(SocketFailure.of(new IOException("something else"), false))
                .isEqualTo(new SocketFailure(0, "something else"))
                .hasToString("something else");
        assertThat(SocketFailure.of(new IOException(), false)).hasToString("IOException");
    }

    private static void assertLinux(IOException e, String expected) {
        assertThat(SocketFailure.of(e, false)).hasToString(expected);
    }

    private static void assertWindows(IOException e, int code) {
        assertThat(SocketFailure.of(e, true).code()).isEqualTo(code);
    }
}
