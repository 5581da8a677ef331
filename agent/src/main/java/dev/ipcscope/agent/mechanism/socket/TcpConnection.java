package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.linux.ChannelFd;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.HangUps;
import dev.ipcscope.agent.linux.Poll;
import dev.ipcscope.agent.linux.UrgentBytes;
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
    private final @Nullable UrgentBytes urgent;
    private int reads;

    /**
     * @param spoke run once, when the first bytes that came were passed on
     * @param urgent whether urgent bytes are told from others, which costs a system call a read
     */
    TcpConnection(SocketChannel channel, Runnable spoke, boolean urgent) throws IOException {
        this.channel = channel;
        this.spoke = spoke;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.urgent = urgent ? UrgentBytes.of(channel, this::closeChannel) : null;
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
        ByteBuffer space = chunk.space();
        if (urgent != null && urgent.isNext()) {
            chunk.attach(Urgent.BYTE);
            space.limit(1);
        }
        return channel.read(space);
    }

    @Override
    public int available() throws IOException {
        return channel.socket().getInputStream().available();
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        ByteBuffer bytes = chunk.bytes();
        int end = bytes.limit();
        boolean lastIsUrgent = chunk.attachment() == Urgent.BYTE && bytes.hasRemaining();
        bytes.limit(lastIsUrgent ? end - 1 : end);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (lastIsUrgent) {
            bytes.limit(end);
            channel.socket().sendUrgentData(bytes.get());
        }
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    /** With a linger time of 0 a close sends a reset (socket(7), SO_LINGER). */
    @Override
    public synchronized void abort() {
        resetAtClose(channel);
        close();
    }

    static void reset(SocketChannel channel) {
        resetAtClose(channel);
        close(channel);
    }

    private static void resetAtClose(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // closed already, or reset by the other end
        }
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
        if (urgent == null) {
            close(channel);
        } else {
            urgent.close();
        }
    }

    private synchronized void closeChannel() {
        close(channel);
    }

    /** A reset after the peer's end gives EPIPE, a reset alone ECONNRESET (tcp_reset in the kernel). */
    @Override
    public boolean endedSendingFirst(IOException failure) {
        return SocketFailure.of(failure).code() == ErrnoException.EPIPE;
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
