package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.Relay;
import dev.ipcscope.agent.relay.RelaySet;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One accepted client: connects to the target and relays until both have ended. Runs in a thread of its own. */
final class TcpConversation implements Runnable {

    private final SocketChannel client;
    private final HostPort target;
    private final Recorder recorder;
    private final GateSlot gates;
    private final RelaySet relays;
    private volatile @Nullable SocketChannel connecting;
    private volatile boolean cancelled;

    TcpConversation(SocketChannel client, HostPort target, Recorder recorder, GateSlot gates, RelaySet relays) {
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.gates = gates;
        this.relays = relays;
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (RuntimeException | Error e) {
            TcpConnection.reset(client); // whatever it was, the client must not wait for ever
            throw e;
        }
    }

    private void converse() {
        InetSocketAddress from = TcpConnection.remote(client);
        ConversationLog log = recorder.open(from == null ? null : HostPort.print(from), target.toString());
        Attribution attribution = new Attribution(log);
        try {
            attribution.tcpClient(from, TcpConnection.local(client));
            SocketChannel server = connect();
            attribution.tcpServer(TcpConnection.remote(server), TcpConnection.local(server));
            relays.run(new Relay(
                    new TcpConnection(client, () -> {}),
                    new TcpConnection(server, attribution::serverSpoke),
                    Flow.of(log, recorder, gates)));
        } catch (IOException e) {
            fail(log, e);
        } finally {
            attribution.end();
        }
    }

    /** Stops it while it is connecting. From any thread. */
    void cancel() {
        cancelled = true;
        SocketChannel waiting = connecting;
        if (waiting != null) {
            TcpConnection.reset(waiting);
        }
    }

    /** The client is told first: it waits. */
    private void fail(ConversationLog log, IOException e) {
        TcpConnection.reset(client);
        if (!cancelled) {
            SocketFailure failure = SocketFailure.of(e);
            log.error(
                    Direction.CLIENT_TO_SERVER, failure.code(), "can't connect to " + target + ": " + failure.words());
        }
        log.close(Details.of(Map.of("end", cancelled ? "tap closed" : "connect failed")));
    }

    /** Tries the target's addresses in turn; throws what the last one gave. */
    private SocketChannel connect() throws IOException {
        IOException last = new IOException(target + " has no address");
        for (InetSocketAddress address : target.resolve()) {
            SocketChannel channel = SocketChannel.open(
                    HostPort.isSix(address) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            connecting = channel;
            try {
                if (cancelled) {
                    throw new IOException("the tap was closed");
                }
                channel.connect(address);
                connecting = null;
                return channel;
            } catch (IOException e) {
                last = e;
                TcpConnection.reset(channel);
            }
        }
        throw last;
    }
}
