package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.linux.ChannelFd;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.HangUps;
import dev.ipcscope.agent.linux.Poll;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Connection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A connected TCP socket in blocking mode. */
final class TcpConnection implements Connection {

    private static final long RECEIPT_NANOS = 1_000_000;

    private final SocketChannel channel;
    private final Runnable spoke;
    private int reads;

    /** @param spoke run once, when the first bytes that came were passed on */
    TcpConnection(SocketChannel channel, Runnable spoke) throws IOException {
        this.channel = channel;
        this.spoke = spoke;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Loads what {@link #onBreak} needs, which takes longer than a program may rest between two writes. */
    static void prepare() {
        if (ChannelFd.isTold()) {
            try {
                HangUps.ofThisProcess();
            } catch (ErrnoException e) {
                // tried again when it is needed
            }
        }
    }

    @Override
    public int read(Chunk chunk) throws IOException {
        if (reads < 2 && ++reads == 2) {
            spoke.run();
        }
        return channel.read(chunk.space());
    }

    @Override
    public int available() throws IOException {
        return channel.socket().getInputStream().available();
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        ByteBuffer bytes = chunk.bytes();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    /** With a linger time of 0 a close sends a reset (socket(7), SO_LINGER). */
    @Override
    public synchronized void abort() {
        reset(channel);
    }

    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // closed already, or reset by the other end
        }
        close(channel);
    }

    @Override
    public void stopReading() {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public synchronized void close() {
        close(channel);
    }

    /** A reset is an error; what both ends made together is only a hang-up (tcp_poll in the kernel). */
    @Override
    public synchronized void onBreak(Runnable action) {
        int number = channel.isOpen() ? ChannelFd.of(channel) : -1; // closing waits for the end of this call
        if (number >= 0) {
            try {
                HangUps.ofThisProcess().watch(number, events -> {
                    if ((events & Poll.ERR) != 0) {
                        action.run();
                    }
                });
            } catch (ErrnoException e) {
                // then the next write will tell
            }
        }
    }

    @Override
    public void awaitReceipt(long millis) {
        long since = System.nanoTime();
        int before = Integer.MAX_VALUE;
        int left = unconfirmed();
        while (left > 0 && System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(millis)) {
            if (left < before) {
                before = left;
                since = System.nanoTime();
            }
            LockSupport.parkNanos(RECEIPT_NANOS);
            left = unconfirmed();
        }
    }

    private synchronized int unconfirmed() {
        int number = channel.isOpen() ? ChannelFd.of(channel) : -1;
        try {
            return number < 0 ? 0 : ChannelFd.unconfirmed(number);
        } catch (ErrnoException e) {
            return 0;
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is left to do with it
        }
    }

    @Nullable
    InetSocketAddress local() {
        return local(channel);
    }

    static @Nullable InetSocketAddress local(SocketChannel channel) {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    static @Nullable InetSocketAddress remote(SocketChannel channel) {
        try {
            return (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException e) {
            return null;
        }
    }
}
