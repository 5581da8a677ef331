package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.tap.ConversationLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is at the two ends of a conversation and lets the log know. Never waits; an end on another machine stays
 * unknown. Used by one thread, but for {@link #serverSpoke}.
 */
final class Attribution {

    private final SocketOwners owners = SocketOwners.ofThisMachine();
    private final ConversationLog log;
    private final List<CompletableFuture<ProcessInfo>> asked = new ArrayList<>(2);
    private volatile @Nullable CompletableFuture<ProcessInfo> server;

    Attribution(ConversationLog log) {
        this.log = log;
    }

    void tcpClient(@Nullable InetSocketAddress client, @Nullable InetSocketAddress front) {
        if (client != null && front != null && here(client)) {
            owners.lookNow(ask(owners.tcp(client, front), process -> tell(process, null)));
        }
    }

    void tcpServer(@Nullable InetSocketAddress address, @Nullable InetSocketAddress ours) {
        if (address != null && ours != null && here(address)) {
            server = ask(owners.tcp(address, ours), process -> tell(null, process));
        }
    }

    /** The server has said something: whoever holds its socket now is the one that talks. */
    void serverSpoke() {
        CompletableFuture<ProcessInfo> question = server;
        if (question != null) {
            owners.spoke(question, 0);
        }
    }

    void udpClient(InetSocketAddress client, InetSocketAddress front) {
        if (here(client)) {
            owners.lookNow(ask(owners.udp(client, front), process -> tell(process, null)));
        }
    }

    void udpServer(InetSocketAddress server, InetSocketAddress ours) {
        if (here(server)) {
            ask(owners.udp(server, ours), process -> tell(null, process));
        }
    }

    /** The conversation is over: its ports may be somebody else's from now on. */
    void end() {
        asked.forEach(owners::over);
    }

    private CompletableFuture<ProcessInfo> ask(CompletableFuture<ProcessInfo> question, Consumer<ProcessInfo> told) {
        asked.add(question);
        question.thenAccept(told);
        return question;
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
