package dev.ipcscope.server.agents;

import dev.ipcscope.agent.control.DoctorReport;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.tap.TapStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way to ask an agent for something. Each future ends within ten seconds, or the given limit; exceptionally with
 * {@link AgentException} in words when the agent isn't connected, vanishes, doesn't answer or refuses.
 */
public interface AgentHandle {

    /** How it is doing, at this moment. */
    AgentStatus status();

    /** Opens a tap that comes back after a restart; completes with its state, which may be waiting or failed. */
    CompletableFuture<TapStatus> openTap(String spec);

    /** Closes a tap and forgets it; {@code spec} as in {@link TapStatus#spec()}. */
    CompletableFuture<Void> closeTap(String spec);

    /** What could be tapped on its machine. */
    CompletableFuture<List<Endpoint>> endpoints();

    /** What one of those offers to its clients; refused for mechanisms whose endpoints don't say. */
    CompletableFuture<Offer> offer(String mechanism, String endpoint);

    /** What it can do there, and what stands in the way. */
    CompletableFuture<DoctorReport> doctor();

    /**
     * Completes with true when everything that it had captured at this moment is committed here, with false when the
     * limit came first.
     */
    CompletableFuture<Boolean> flush(Duration limit);

    /** Makes the agent erase from its disk what it has sent and the server has committed. */
    CompletableFuture<Void> eraseSent();
}
