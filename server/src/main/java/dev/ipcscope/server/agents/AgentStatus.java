package dev.ipcscope.server.agents;

import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.agent.uplink.AgentInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the server sees it.
 *
 * @param name unique among the agents of this server; {@code name-2} when two live agents have the same
 * @param info who it says it is
 * @param embedded whether it runs in the server's process
 * @param connected whether its control channel is up
 * @param since Unix ns at which it connected, or vanished when it isn't connected
 * @param lastSeen Unix ns of its last sign of life
 * @param address where it connects from; {@code in process} when embedded
 * @param clockOffset its clock minus ours in ns, measured at the middle of a round trip; null before the first
 * @param clockError the offset is known to within this many ns (half a round trip)
 * @param stored the sequence number up to which everything of its spool is committed here
 * @param taps its taps as it last told
 * @param counters its counters as it last told; null before the first
 */
public record AgentStatus(
        String name,
        AgentInfo info,
        boolean embedded,
        boolean connected,
        long since,
        long lastSeen,
        String address,
        @Nullable Long clockOffset,
        long clockError,
        long stored,
        List<TapStatus> taps,
        @Nullable Counters counters) {
    /** Copies the list. */
    public AgentStatus {
        taps = List.copyOf(taps);
    }
}
