package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Attachment;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.Lane;
import dev.ipcscope.agent.relay.Sink;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The datagrams of one client. Answers from the target go back through the tap's own socket; each other port of the
 * server gets a side socket, so that the client sees as many ports as the server uses. Used by the tap's thread.
 */
final class UdpConversation {

    /** What a conversation needs of its tap. */
    interface Host {
        /** Has a socket watched until it is closed. */
        void watch(DatagramChannel channel, UdpReceiver receiver) throws IOException;

        /** Something moved: the idle time starts anew. */
        void touched(UdpConversation conversation);
    }

    private final Host host;
    private final DatagramChannel front;
    private final InetSocketAddress client;
    private final UdpUpstream upstream;
    private final ConversationLog log;
    private final Flow flow;
    private final Attribution attribution;
    private final Lane toTarget;
    private final Lane toClient;
    private final Map<InetSocketAddress, Side> sides = new HashMap<>();
    private long lastNanos = System.nanoTime();

    UdpConversation(Host host, DatagramChannel front, InetSocketAddress client, UdpUpstream upstream, Flow flow)
            throws IOException {
        this.host = host;
        this.front = front;
        this.client = client;
        this.upstream = upstream;
        this.log = flow.log();
        this.flow = flow;
        this.attribution = new Attribution(log);
        this.toTarget = lane(Direction.CLIENT_TO_SERVER, upstream.toTarget(this::refused));
        this.toClient = lane(Direction.SERVER_TO_CLIENT, new UdpSockets.To(front, client));
        DatagramChannel connected = upstream.connected();
        if (connected != null) {
            host.watch(connected, new UdpReceiver(connected, this::fromServer, this::refused));
        }
        host.watch(upstream.open(), new UdpReceiver(upstream.open(), this::fromServer, this::refused));
        attribution.udpClient(client, UdpSockets.local(front));
        attribution.udpServer(upstream.target(), upstream.local());
    }

    /** A datagram of the client came to the tap's own socket. */
    void fromClient(Chunk chunk) {
        pass(toTarget, chunk, upstream.target());
    }

    InetSocketAddress client() {
        return client;
    }

    ConversationLog log() {
        return log;
    }

    long lastNanos() {
        return lastNanos;
    }

    /** The addresses of its own sockets: what their queues drop belongs to this conversation. */
    List<InetSocketAddress> addresses() {
        List<InetSocketAddress> all = new ArrayList<>();
        try {
            all.add(upstream.local());
            for (Side side : sides.values()) {
                all.add(UdpSockets.local(side.socket));
            }
        } catch (IOException e) {
            // closed meanwhile
        }
        return all;
    }

    /** Closes its sockets; its {@code close} says why. */
    void close(String end) {
        attribution.end();
        try {
            upstream.close();
            for (Side side : sides.values()) {
                side.socket.close();
            }
        } catch (IOException e) {
            log.error(Direction.NONE, SocketFailure.of(e).code(), "closing a socket failed: " + e.getMessage());
        }
        log.close(Details.of(Map.of("end", end)));
    }

    private void fromServer(InetSocketAddress from, Chunk chunk) {
        if (from.equals(upstream.target())) {
            pass(toClient, chunk, client);
            return;
        }
        try {
            Side side = sides.get(from);
            if (side == null) {
                side = new Side(from);
                sides.put(from, side);
                host.watch(side.socket, new UdpReceiver(side.socket, side::fromClient, this::refused));
            }
            chunk.attach(side.answers);
            pass(side.toClient, chunk, client);
        } catch (IOException e) {
            fail(Direction.SERVER_TO_CLIENT, chunk.bytes().remaining(), client, e);
        }
    }

    private Lane lane(Direction direction, Sink sink) {
        return new Lane(direction, sink, flow);
    }

    private void pass(Lane lane, Chunk chunk, InetSocketAddress to) {
        lastNanos = System.nanoTime();
        host.touched(this);
        int length = chunk.bytes().remaining();
        try {
            lane.pass(chunk);
        } catch (IOException e) {
            fail(lane.direction(), length, to, e);
        }
    }

    private void refused() {
        log.error(
                Direction.CLIENT_TO_SERVER,
                SocketFailure.refused().code(),
                HostPort.print(upstream.target()) + " took no datagram: "
                        + SocketFailure.refused().words());
    }

    private void fail(Direction direction, int length, InetSocketAddress to, IOException e) {
        SocketFailure failure = SocketFailure.of(e);
        log.error(
                direction,
                failure.code(),
                "a datagram of " + length + " bytes can't be sent to " + HostPort.print(to) + ": " + failure.words());
    }

    /** Another port of the server, and the port by which the client reaches it. */
    private final class Side {
        private final DatagramChannel socket;
        private final InetSocketAddress server;
        private final Lane toServer;
        private final Lane toClient;
        private final Note answers;
        private final Note questions;

        Side(InetSocketAddress server) throws IOException {
            this.server = server;
            this.socket = UdpSockets.bound(
                    new InetSocketAddress(UdpSockets.local(front).getAddress(), 0), false);
            this.toServer = lane(Direction.CLIENT_TO_SERVER, new UdpSockets.To(upstream.open(), server));
            this.toClient = lane(Direction.SERVER_TO_CLIENT, new UdpSockets.To(socket, client));
            this.answers = new Note(Details.of(Map.of("from", HostPort.print(server))));
            this.questions = new Note(Details.of(Map.of("to", HostPort.print(server))));
        }

        /** Only its own client may use it. */
        void fromClient(InetSocketAddress from, Chunk chunk) {
            if (from.equals(client)) {
                chunk.attach(questions);
                pass(toServer, chunk, server);
            }
        }
    }

    /** Which port of the server it was, for the record. */
    private record Note(Details details) implements Attachment {
        @Override
        public void close() {
            // nothing is held
        }
    }
}
