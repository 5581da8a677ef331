package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/** Opens UDP sockets and sends through them. */
final class UdpSockets {

    /** As large as the system allows: what doesn't fit while the tap is busy is lost (net.core.rmem_max). */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private static final long FULL_PAUSE_NANOS = 20_000;

    private UdpSockets() {}

    /** One that doesn't block, bound to an address. */
    static DatagramChannel bound(InetSocketAddress address, boolean shared) throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                HostPort.isSix(address) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static InetSocketAddress local(DatagramChannel channel) throws IOException {
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        if (address == null) {
            throw new ClosedChannelException();
        }
        return address;
    }

    /** Sends one datagram to a fixed address, waiting while the system's queue is full. */
    record To(DatagramChannel channel, InetSocketAddress address) implements Sink {
        @Override
        public void write(Chunk chunk) throws IOException {
            boolean empty = !chunk.bytes().hasRemaining();
            while (channel.send(chunk.bytes(), address) == 0 && !empty) {
                LockSupport.parkNanos(FULL_PAUSE_NANOS);
            }
        }

        @Override
        public void finish() {
            // datagrams have no end
        }
    }

    /**
     * Sends to the target through a connected socket, which learns of a closed port (ICMP), and empty datagrams, which
     * Java doesn't send through a connected socket, through another one of the same port.
     */
    record ToTarget(To connected, To open, Runnable refused) implements Sink {
        @Override
        public void write(Chunk chunk) throws IOException {
            if (!chunk.bytes().hasRemaining()) {
                open.write(chunk);
                return;
            }
            try {
                connected.write(chunk);
            } catch (PortUnreachableException e) { // of a datagram before: this one wasn't sent yet
                refused.run();
                connected.write(chunk);
            }
        }

        @Override
        public void finish() {
            // datagrams have no end
        }
    }
}
