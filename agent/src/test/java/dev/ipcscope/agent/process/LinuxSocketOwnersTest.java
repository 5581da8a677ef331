package dev.ipcscope.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class LinuxSocketOwnersTest {
    private static final long ME = ProcessHandle.current().pid();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SocketOwners owners = SocketOwners.ofThisMachine();

    @Test
    void clientAndServerOfAConnectionAreFound() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK)) {
            Process client = connect(listener.getLocalPort(), "read x <&3");
            try (Socket accepted = listener.accept()) {
                ProcessInfo found = ask(owners.tcp(remote(accepted), local(accepted)));
                assertThat(found.pid()).isEqualTo(client.pid());
                assertThat(found.name()).isEqualTo("bash");
                assertThat(found.command()).startsWith("bash -c exec 3<>/dev/tcp/");
                assertThat(found.path()).endsWith("/bash");
                assertThat(found.user()).isEqualTo(System.getProperty("user.name"));
                assertThat(ask(owners.tcp(local(accepted), remote(accepted))).pid())
                        .isEqualTo(ME);
            } finally {
                end(client);
            }
        }
    }

    @Test
    void serverThatAcceptsLaterIsFoundThen() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, listener.getLocalPort())) {
            CompletableFuture<ProcessInfo> asked = owners.tcp(remote(client), local(client));
            assertThat(ask(owners.tcp(local(client), remote(client))).pid())
                    .isEqualTo(ME); // so one look has been taken
            assertThat(asked).isNotDone();
            try (Socket accepted = listener.accept()) {
                assertThat(ask(asked).pid()).isEqualTo(ME);
                assertThat(accepted.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aKnownProcessIsDescribedWhileSocketsAreLookedFor() throws Exception {
        CountDownLatch described = new CountDownLatch(1);
        CompletableFuture<ProcessInfo> slow = owners.inode(() -> {
            try {
                var unused = described.await(10, SECONDS);
                return 0;
            } catch (InterruptedException e) {
                return 0;
            }
        });
        assertThat(ask(owners.process(ME)).name()).isNotNull();
        assertThat(slow).isNotDone();
        described.countDown();
        slow.cancel(false);
    }

    @Test
    void connectionThatIsGoneIsUnknown() throws Exception {
        InetSocketAddress here;
        InetSocketAddress there;
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, listener.getLocalPort());
                Socket accepted = listener.accept()) {
            here = local(client);
            there = local(accepted);
        }
        assertThat(ask(owners.tcp(here, there))).isEqualTo(ProcessInfo.UNKNOWN);
    }

    @Test
    void connectionThatTwoProcessesShareIsUnknown() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK)) {
            Process client = connect(listener.getLocalPort(), "sh -c 'echo ready >&3; read x <&3'; exit");
            try (Socket accepted = listener.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('r'); // the child runs
                assertThat(ask(owners.tcp(remote(accepted), local(accepted)))).isEqualTo(ProcessInfo.UNKNOWN);
            } finally {
                end(client);
            }
        }
    }

    @Test
    void udpSocketsAreFoundBoundToAnyAddressToo() throws Exception {
        try (DatagramSocket bound = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
                DatagramSocket any = new DatagramSocket(0)) {
            assertThat(ask(owners.udp((InetSocketAddress) bound.getLocalSocketAddress(), null))
                            .pid())
                    .isEqualTo(ME);
            assertThat(ask(owners.udp(new InetSocketAddress("127.0.0.1", any.getLocalPort()), null))
                            .pid())
                    .isEqualTo(ME);
        }
    }

    @Test
    void aThousandQuestionsAreAnsweredTogether() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1000, LOOPBACK)) {
            List<CompletableFuture<ProcessInfo>> asked = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Socket client = new Socket(LOOPBACK, listener.getLocalPort());
                sockets.add(client);
                sockets.add(listener.accept());
                asked.add(owners.tcp(local(client), remote(client)));
                asked.add(owners.tcp(remote(client), local(client)));
            }
            for (CompletableFuture<ProcessInfo> each : asked) {
                assertThat(ask(each).pid()).isEqualTo(ME);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void processesAreDescribedAsFarAsTheyAreKnown() {
        ProcessLookup lookup = ProcessLookup.ofThisMachine();

        assertThat(lookup).isInstanceOf(LinuxProcessLookup.class);
        ProcessInfo me = lookup.describe(ME);
        assertThat(me.name()).isEqualTo("java");
        assertThat(me.command()).contains("java");
        assertThat(me.path()).endsWith("/java");
        assertThat(lookup.describe(0)).isEqualTo(ProcessInfo.UNKNOWN);
        assertThat(lookup.describe(999_999_999)).isEqualTo(ProcessInfo.ofPid(999_999_999));
    }

    private static ProcessInfo ask(CompletableFuture<ProcessInfo> answer) throws Exception {
        return answer.get(120, SECONDS);
    }

    private static InetSocketAddress local(Socket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static InetSocketAddress remote(Socket socket) {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    private static Process connect(int port, String then) throws Exception {
        return new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + "; " + then).start();
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(process.waitFor(120, SECONDS)).isTrue();
    }
}
