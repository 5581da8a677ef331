package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Connection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connected TCP socket in blocking mode. */
final class TcpConnection implements Connection {

    private final SocketChannel channel;
    private final Runnable spoke;
    private int reads;

    /** @param spoke run once, when the first bytes that came were passed on */
    TcpConnection(SocketChannel channel, Runnable spoke) throws IOException {
        this.channel = channel;
        this.spoke = spoke;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
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
    public void abort() {
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
    public void close() {
        close(channel);
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
