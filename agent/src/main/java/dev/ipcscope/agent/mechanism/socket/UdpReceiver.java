package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.relay.Chunk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;

/** Takes what has arrived at one socket. */
final class UdpReceiver {

    /** More than any datagram has: 65,507 bytes over IPv4, 65,527 over IPv6. */
    static final int LARGEST = 65_536;

    /** Then the other sockets get their turn. */
    private static final int AT_ONCE = 128;

    private final DatagramChannel channel;
    private final Arrival arrival;
    private final Runnable refused;

    /** What to do with a datagram. */
    interface Arrival {
        void arrived(InetSocketAddress from, Chunk chunk);
    }

    /** A receiver; {@code refused} is called when the system tells that a datagram was refused. */
    UdpReceiver(DatagramChannel channel, Arrival arrival, Runnable refused) {
        this.channel = channel;
        this.arrival = arrival;
        this.refused = refused;
    }

    /** Takes all that is there now, up to a number. */
    void receive(Chunk chunk) throws IOException {
        for (int i = 0; i < AT_ONCE && channel.isOpen(); i++) {
            chunk.attach(null);
            chunk.space(LARGEST).clear();
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(chunk.space());
                if (from == null) {
                    return;
                }
                chunk.filledNow();
                arrival.arrived(from, chunk);
            } catch (PortUnreachableException e) {
                refused.run();
            }
        }
    }
}
