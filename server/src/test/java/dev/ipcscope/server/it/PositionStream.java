package dev.ipcscope.server.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection that sends as fast as the other side takes it, some 30 MB/s at most. Each eight bytes are the number of
 * these eight bytes in the stream, so that any piece of it tells where it belongs.
 */
final class PositionStream implements AutoCloseable {

    private static final int CHUNK = 60_000;
    private static final long PAUSE_NANOS = 2_000_000;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Thread receiver = new Thread(this::receive, "position receiver");
    private final Thread sender = new Thread(this::send, "position sender");
    private volatile int front;
    private volatile boolean stop;
    private volatile boolean wrong;

    PositionStream() throws IOException {
        receiver.setDaemon(true);
        sender.setDaemon(true);
    }

    /** Where the receiver listens. */
    String target() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Begins to send to this port. */
    void start(int port) {
        front = port;
        receiver.start();
        sender.start();
    }

    /** Bytes that were taken from the sender. */
    long sent() {
        return sent.get();
    }

    /** Bytes that have arrived, each where it belongs. */
    long received() {
        if (wrong) {
            throw new AssertionError("something else arrived than was sent, after " + received);
        }
        return received.get();
    }

    /** Ends the sender and waits until all has arrived. */
    void stop() throws InterruptedException {
        stop = true;
        sender.join(120_000);
        receiver.join(120_000);
        if (sender.isAlive() || receiver.isAlive()) {
            throw new AssertionError("the stream did not end in a minute");
        }
    }

    /** The byte position at which these bytes begin, as expected if they are too few to tell; -1 when they are no piece. */
    static long position(byte[] bytes, long expected) {
        if (bytes.length < 4 * Long.BYTES) {
            return expected;
        }
        for (int shift = 0; shift < Long.BYTES; shift++) {
            if (isPiece(ByteBuffer.wrap(bytes), shift)) {
                return ByteBuffer.wrap(bytes).getLong(shift) * Long.BYTES - shift;
            }
        }
        return -1;
    }

    private static boolean isPiece(ByteBuffer words, int shift) {
        long first = words.getLong(shift);
        for (int at = shift; at + Long.BYTES <= words.limit(); at += Long.BYTES) {
            if (words.getLong(at) != first + (at - shift) / Long.BYTES) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        stop = true;
        server.close();
    }

    private void send() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front)) {
            OutputStream out = socket.getOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long word = 0; !stop; ) {
                for (chunk.clear(); chunk.hasRemaining(); word++) {
                    chunk.putLong(word);
                }
                out.write(chunk.array());
                sent.addAndGet(CHUNK);
                java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            wrong = true;
        }
    }

    private void receive() {
        try (Socket socket = server.accept();
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; ; at += CHUNK) {
                in.readFully(chunk);
                wrong |= position(chunk, at) != at;
                received.addAndGet(CHUNK);
            }
        } catch (IOException e) {
            // the end
        }
    }
}
