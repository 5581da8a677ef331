package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpOrderTest {

    private static final int CONNECTIONS = 4; // more than processors: threads are stopped anywhere
    private static final int ROUNDS = 3_000;

    @Test
    void eachQuestionIsRecordedBeforeItsAnswer() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
                Tap tap = new TcpMechanism()
                        .open(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort()), recorded)) {
            int front = HostPort.parse(tap.endpoint(), 1).port();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(CompletableFuture.runAsync(() -> ask(front), threads));
                Socket accepted = server.accept();
                all.add(CompletableFuture.runAsync(() -> answer(accepted), threads));
            }
            for (CompletableFuture<Void> each : all) {
                each.get();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> recorded.entries(Kind.CLOSE).size() == CONNECTIONS);
        } finally {
            threads.shutdownNow();
        }
        for (RecordedMessages.Log log : recorded.conversations()) {
            RecordedMessages.assertTurns(log, ROUNDS);
        }
    }

    /** iperf3 tells its two streams apart by which comes first. */
    @Test
    void theServerGetsConnectionsInTheOrderInWhichTheyWereMade() throws Exception {
        List<Socket> clients = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
                Tap tap = new TcpMechanism()
                        .open(
                                TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort()),
                                new RecordedMessages())) {
            int front = HostPort.parse(tap.endpoint(), 1).port();
            for (int i = 0; i < 100; i++) {
                Socket client = new Socket("127.0.0.1", front);
                clients.add(client);
                client.getOutputStream().write(i);
            }
            for (int i = 0; i < 100; i++) {
                try (Socket accepted = server.accept()) {
                    order.add(accepted.getInputStream().read());
                }
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(order).isSorted().hasSize(100);
    }

    private static void ask(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] bytes = new byte[64];
            for (int i = 0; i < ROUNDS; i++) {
                socket.getOutputStream().write(bytes);
                in.readFully(bytes);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(accepted.getInputStream());
            byte[] bytes = new byte[64];
            for (int i = 0; i < ROUNDS; i++) {
                in.readFully(bytes);
                accepted.getOutputStream().write(bytes);
            }
            in.read(); // until the client is done
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
