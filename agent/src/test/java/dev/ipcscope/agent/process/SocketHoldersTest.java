package dev.ipcscope.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.linux.TcpInode;
import dev.ipcscope.agent.model.ProcessInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Quick looks for the holder of a connection that a shell has made and may have handed on. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class SocketHoldersTest {
    private static final long[] NOBODY = {};

    private final SocketHolders holders = new SocketHolders(ProcFs.HERE);
    private ServerSocket listener;

    @BeforeEach
    void listen() throws Exception {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        listener.close();
    }

    @Test
    void whoeverMadeItIsFound() throws Exception {
        Process shell = shell("echo >&3; read x <&3");
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo('\n');
            ProcessInfo found = holders.first(inode(accepted));
            assertThat(found.pid()).isEqualTo(shell.pid());
            assertThat(found.name()).isEqualTo("bash");
        } finally {
            end(shell);
        }
    }

    @Test
    void theOneThatHasItHandedOnIsFound() throws Exception {
        Process shell = shell("bash -c 'echo >&3; read x <&3; exit' & exec 3>&-; wait");
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo('\n');
            long inode = inode(accepted);
            while (holders.pids(inode).length > 1) {
                Thread.onSpinWait(); // the shell is about to close it
            }
            long child = shell.children().findFirst().orElseThrow().pid();
            assertThat(holders.first(inode).pid()).isEqualTo(child);
            assertThat(holders.ofServer(new long[] {shell.pid()}, inode).pid()).isEqualTo(child);
        } finally {
            end(shell);
        }
    }

    @Test
    void oneOfSeveralIsNotNamed() throws Exception {
        Process shell = shell("bash -c 'echo >&3; read x <&3; exit' & wait");
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo('\n');
            long inode = inode(accepted);
            assertThat(holders.first(inode)).isEqualTo(ProcessInfo.UNKNOWN);
            assertThat(holders.ofServer(NOBODY, inode)).isEqualTo(ProcessInfo.UNKNOWN);
        } finally {
            end(shell);
        }
    }

    @Test
    void nobodyHasASocketThatIsGone() throws Exception {
        Process shell = shell("echo >&3; read x <&3");
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo('\n');
            long inode = inode(accepted);
            end(shell);
            assertThat(holders.first(inode)).isEqualTo(ProcessInfo.UNKNOWN);
        } finally {
            end(shell);
        }
    }

    private Process shell(String then) throws Exception {
        return new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + listener.getLocalPort() + "; " + then)
                .start();
    }

    private static long inode(Socket accepted) {
        return TcpInode.of((InetSocketAddress) accepted.getRemoteSocketAddress(), (InetSocketAddress)
                accepted.getLocalSocketAddress());
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(process.waitFor(120, SECONDS)).isTrue();
    }
}
