package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.tap.ConversationLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is at the two ends of a conversation and lets the log know. Never waits; an end on another machine stays
 * unknown. Used by one thread.
 */
final class Attribution {

    private final SocketOwners owners = SocketOwners.ofThisMachine();
    private final ConversationLog log;
    private final List<CompletableFuture<?>> asked = new ArrayList<>(2);

    Attribution(ConversationLog log) {
        this.log = log;
    }

    void tcpClient(@Nullable InetSocketAddress client, @Nullable InetSocketAddress front) {
        if (client != null && front != null && here(client)) {
            asked.add(owners.tcp(client, front).thenAccept(process -> tell(process, null)));
        }
    }

    void tcpServer(@Nullable InetSocketAddress server, @Nullable InetSocketAddress ours) {
        if (server != null && ours != null && here(server)) {
            asked.add(owners.tcp(server, ours).thenAccept(process -> tell(null, process)));
        }
    }

    void udpClient(InetSocketAddress client, InetSocketAddress front) {
        if (here(client)) {
            asked.add(owners.udp(client, front).thenAccept(process -> tell(process, null)));
        }
    }

    void udpServer(InetSocketAddress server, InetSocketAddress ours) {
        if (here(server)) {
            asked.add(owners.udp(server, ours).thenAccept(process -> tell(null, process)));
        }
    }

    /** The conversation is over: its ports may be somebody else's from now on. */
    void cancel() {
        asked.forEach(question -> question.cancel(false));
    }

    private void tell(@Nullable ProcessInfo client, @Nullable ProcessInfo server) {
        ProcessInfo known = client == null ? server : client;
        if (known != null && known.pid() != null) {
            log.processes(client, server);
        }
    }

    private static boolean here(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip != null && LocalAddresses.has(ip);
    }
}
