package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.process.UdpDrops;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records what the receive queues of a tap's sockets dropped. What the tap's own socket dropped is recorded in the
 * conversation whose client sent last: the system doesn't tell whose datagrams they were. Used by the tap's thread.
 */
final class UdpLosses {

    private final InetSocketAddress front;
    private final Map<InetSocketAddress, Long> known = new HashMap<>();
    private boolean traffic;

    UdpLosses(InetSocketAddress front) {
        this.front = front;
    }

    /** There may be something to look for. */
    void trafficSeen() {
        traffic = true;
    }

    /** Looks for new losses, if there was traffic since the last look. */
    void record(Collection<UdpConversation> conversations, @Nullable UdpConversation recent) {
        if (!traffic) {
            return;
        }
        traffic = false;
        Map<InetSocketAddress, Long> drops = UdpDrops.read();
        known.keySet().retainAll(drops.keySet());
        if (drops.isEmpty()) {
            return;
        }
        if (recent != null) {
            record(recent, List.of(front), drops, "did not reach the server");
        }
        for (UdpConversation conversation : conversations) {
            record(conversation, conversation.addresses(), drops, "were lost");
        }
    }

    private void record(
            UdpConversation conversation,
            List<InetSocketAddress> addresses,
            Map<InetSocketAddress, Long> drops,
            String consequence) {
        for (InetSocketAddress address : addresses) {
            long now = drops.getOrDefault(address, 0L);
            long before = known.getOrDefault(address, 0L);
            if (now > before) {
                known.put(address, now);
                conversation
                        .log()
                        .gap(
                                now - before,
                                "the receive queue of " + HostPort.print(address)
                                        + " was full: datagrams came faster than the tap took them, and "
                                        + consequence);
            }
        }
    }
}
