package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.relay.Sink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one conversation towards the server.
 *
 * <pre>
 *   port p ─┬─ connected to the target: its answers, and its refusals (ICMP)
 *           └─ open: answers from any other port, empty datagrams
 * </pre>
 *
 * Linux gives a datagram to the socket that is connected to its sender, else to the open one (udp(7), net/ipv4/udp.c
 * compute_score). Where two sockets can't share a port there is only the open one, and refusals aren't seen.
 */
final class UdpUpstream implements AutoCloseable {

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private final InetSocketAddress target;
    private final DatagramChannel open;
    private final @Nullable DatagramChannel connected;

    private UdpUpstream(InetSocketAddress target, DatagramChannel open, @Nullable DatagramChannel connected) {
        this.target = target;
        this.open = open;
        this.connected = connected;
    }

    static UdpUpstream to(InetSocketAddress wanted) throws IOException {
        InetSocketAddress target = wanted.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(HostPort.isSix(wanted) ? "::1" : "127.0.0.1", wanted.getPort())
                : wanted;
        DatagramChannel first = UdpSockets.bound(anyPort(target), false);
        try {
            if (!LINUX) {
                return new UdpUpstream(target, first, null);
            }
            first.connect(target);
            DatagramChannel second = sharing(first);
            return new UdpUpstream(target, second, first);
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** Another socket on the port that the first got for itself alone; nobody else can join them afterwards. */
    private static DatagramChannel sharing(DatagramChannel first) throws IOException {
        first.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        DatagramChannel second = UdpSockets.bound(UdpSockets.local(first), true);
        first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        return second;
    }

    /** A port that the system chooses; of the loopback alone when the target is there. */
    private static InetSocketAddress anyPort(InetSocketAddress target) {
        if (target.getAddress().isLoopbackAddress()) {
            return new InetSocketAddress(target.getAddress(), 0);
        }
        return new InetSocketAddress(HostPort.isSix(target) ? "::" : "0.0.0.0", 0);
    }

    InetSocketAddress target() {
        return target;
    }

    /** Gets what comes from other ports, and all where there is no connected socket. */
    DatagramChannel open() {
        return open;
    }

    /** Gets what comes from the target; null where there is none. */
    @Nullable
    DatagramChannel connected() {
        return connected;
    }

    /** Sends to the target; {@code refused} is called when it turns out that an earlier datagram was refused. */
    Sink toTarget(Runnable refused) {
        UdpSockets.To plain = new UdpSockets.To(open, target);
        return connected == null
                ? plain
                : new UdpSockets.ToTarget(new UdpSockets.To(connected, target), plain, refused);
    }

    InetSocketAddress local() throws IOException {
        return UdpSockets.local(connected == null ? open : connected);
    }

    @Override
    public void close() throws IOException {
        open.close();
        if (connected != null) {
            connected.close();
        }
    }
}
