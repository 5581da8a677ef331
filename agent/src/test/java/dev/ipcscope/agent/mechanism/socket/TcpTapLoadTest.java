package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpTapLoadTest {

    private static final int CONNECTIONS = 2_000;

    @Test
    void twoThousandConnectionsAtOnceEachGetTheirOwnAnswer() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        List<SocketChannel> clients = new ArrayList<>();
        try (Echo echo = new Echo();
                Tap tap =
                        new TcpMechanism().open(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:" + echo.port()), recorded)) {
            InetSocketAddress front = new InetSocketAddress(
                    "127.0.0.1", HostPort.parse(tap.endpoint(), 1).port());
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(SocketChannel.open(front));
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.get(i).write(question(i));
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(answer(clients.get(i))).as("connection %d", i).isEqualTo(question(i));
            }
            assertThat(tap.conversations()).isEqualTo(CONNECTIONS);
            for (SocketChannel client : clients) {
                client.close();
            }
            await().until(() -> tap.conversations() == 0);
        }
        assertThat(recorded.entries(Kind.OPEN)).hasSize(CONNECTIONS);
        assertThat(recorded.entries(Kind.CLOSE)).hasSize(CONNECTIONS);
        assertThat(recorded.totalBytes()).isEqualTo(2L * CONNECTIONS * 8);
    }

    private static ByteBuffer question(int number) {
        return ByteBuffer.allocate(8).putInt(number).putInt(~number).flip();
    }

    private static ByteBuffer answer(SocketChannel client) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {}
        return bytes.flip();
    }

    /** One thread that echoes on any number of connections. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocketChannel listener = ServerSocketChannel.open();
        private final Selector selector = Selector.open();
        private volatile boolean closed;
        private final Thread thread = new Thread(this::run, "echo");

        Echo() throws IOException {
            listener.bind(new InetSocketAddress("127.0.0.1", 0), 4096).configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            thread.start();
        }

        int port() throws IOException {
            return ((InetSocketAddress) listener.getLocalAddress()).getPort();
        }

        private void run() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            try {
                while (!closed) {
                    selector.select();
                    for (SelectionKey key : selector.selectedKeys()) {
                        serve(key, buffer);
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve(SelectionKey key, ByteBuffer buffer) throws IOException {
            if (key.isAcceptable()) {
                SocketChannel accepted = listener.accept();
                accepted.configureBlocking(false);
                accepted.register(selector, SelectionKey.OP_READ);
                return;
            }
            SocketChannel channel = (SocketChannel) key.channel();
            if (channel.read(buffer.clear()) < 0) {
                channel.close();
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() throws Exception {
            closed = true;
            selector.wakeup();
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
