package dev.ipcscope.server.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/**
 * One connection of a soak: both ends write random chunks, each at its own pace, half-close at random and read to the
 * end, or one of them resets. The first eight bytes of each direction are the connection's number.
 */
final class RandomStream {

    /** A longer soak pauses longer: however long it runs, the test can hold all that was sent in memory. */
    static final int PACE = Math.max(1, Integer.getInteger("ipcscope.soak.seconds", 10) / 10);

    /** What one end did and saw. */
    static final class End {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private volatile boolean clean;

        synchronized byte[] sent() {
            return sent.toByteArray();
        }

        synchronized byte[] received() {
            return received.toByteArray();
        }

        /** True when all was written and the other side's end was read. */
        boolean clean() {
            return clean;
        }

        private synchronized void sent(byte[] bytes) {
            sent.writeBytes(bytes);
        }

        private synchronized void received(ByteBuffer bytes) {
            received.write(bytes.array(), 0, bytes.limit());
        }
    }

    private final long number;
    private final End client = new End();
    private final End server = new End();

    RandomStream(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    End client() {
        return client;
    }

    End server() {
        return server;
    }

    /** Runs the client's end to its end; errors end it, since a tap may be hung up. */
    void runClient(SocketAddress address, long seed) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            talk(channel, client, new SplittableRandom(seed));
        } catch (IOException | InterruptedException e) {
            // not clean
        }
    }

    /** Runs the server's end; the connection's number has been read from the channel. */
    void runServer(SocketChannel channel, long seed) {
        try (channel) {
            server.received(ByteBuffer.wrap(head()));
            talk(channel, server, new SplittableRandom(seed));
        } catch (IOException | InterruptedException e) {
            // not clean
        }
    }

    private byte[] head() {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private void talk(SocketChannel channel, End end, SplittableRandom random)
            throws IOException, InterruptedException {
        boolean reset = random.nextInt(6) == 0;
        Thread reader = new Thread(() -> readAll(channel, end), "soak reader " + number);
        reader.setDaemon(true);
        reader.start();
        write(channel, end, head());
        for (int chunks = random.nextInt(1, 12); chunks > 0; chunks--) {
            byte[] bytes = new byte[random.nextInt(32) == 0 ? random.nextInt(300_000) : random.nextInt(1, 2_000)];
            random.nextBytes(bytes);
            write(channel, end, bytes);
            Thread.sleep(random.nextInt(8) * PACE);
        }
        if (reset) {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
            reader.join();
        } else {
            channel.shutdownOutput();
            reader.join();
        }
    }

    /** What was begun to be written counts as sent: after an error nobody knows how much went out. */
    private static void write(SocketChannel channel, End end, byte[] bytes) throws IOException {
        end.sent(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void readAll(SocketChannel channel, End end) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                end.received(buffer.flip());
            }
            end.clean = true;
        } catch (IOException e) {
            // reset: not clean
        }
    }
}
