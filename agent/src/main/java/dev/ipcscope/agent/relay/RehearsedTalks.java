package dev.ipcscope.agent.relay;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** Short conversations through a relay of sockets, one for each way in which they may end. Both programs are played here. */
public final class RehearsedTalks {

    private static final long REST_NANOS = 200_000;
    private static final int MOST_WRITES = 500;

    private final SocketAddress front;
    private final ServerSocketChannel real;

    /**
     * Talks that clients begin at the front.
     *
     * @param real where they arrive
     */
    public RehearsedTalks(SocketAddress front, ServerSocketChannel real) {
        this.front = front;
        this.real = real;
    }

    /** Has them all, one after the other. An interrupt ends it. */
    public void run() throws IOException {
        talk((client, server) -> {
            server.close();
            writeUntilRefused(client);
        });
        talk((client, server) -> {
            reset(server);
            writeUntilRefused(client);
        });
        talk((client, server) -> {
            reset(client);
            writeUntilRefused(server);
        });
        talk((client, server) -> {
            exchange(client, server);
            server.close();
            writeUntilRefused(client);
        });
        talk((client, server) -> {
            exchange(client, server);
            client.shutdownOutput();
            readEnd(server);
            server.close();
            readEnd(client);
        });
    }

    private interface Talk {
        void between(SocketChannel client, SocketChannel server) throws IOException;
    }

    private void talk(Talk talk) throws IOException {
        try (SocketChannel client = SocketChannel.open(front);
                SocketChannel server = real.accept()) {
            talk.between(client, server);
        }
    }

    private static void exchange(SocketChannel client, SocketChannel server) throws IOException {
        for (int i = 0; i < 3; i++) {
            pass(client, server);
            pass(server, client);
        }
    }

    private static void pass(SocketChannel from, SocketChannel to) throws IOException {
        from.write(ByteBuffer.allocate(1));
        to.read(ByteBuffer.allocate(1));
    }

    private static void readEnd(SocketChannel from) throws IOException {
        while (from.read(ByteBuffer.allocate(1)) >= 0) {
            // what had been on its way
        }
    }

    private static void reset(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        channel.close();
    }

    private static void writeUntilRefused(SocketChannel channel) throws IOException {
        try {
            for (int i = 0; i < MOST_WRITES && !Thread.currentThread().isInterrupted(); i++) {
                channel.write(ByteBuffer.allocate(1));
                LockSupport.parkNanos(REST_NANOS);
            }
        } catch (IOException e) {
            channel.close(); // as it had to come
        }
    }
}
