package dev.ipcscope.server.agents;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The agents that were seen since the server started. Safe for any number of threads. */
public interface AgentRegistry {

    /** All of them, by name. */
    List<AgentStatus> agents();

    /** The agent that is shown under this name. */
    Optional<AgentHandle> agent(String name);

    /**
     * Asks all connected agents to flush and waits for them, at most so long. Returns a sentence for each that didn't
     * manage; an empty list means that everything captured before the call is committed.
     */
    List<String> flushAll(Duration limit);

    /**
     * Makes all connected agents erase from their disks what is committed here, and waits for them, at most so long.
     * Returns a sentence for each that didn't manage. What one has still to send it erases as that is committed.
     */
    List<String> eraseSent(Duration limit);

    /** Calls the listener, on any thread, whenever agents, their taps or their counters have changed; it must be quick. */
    void onChange(Runnable listener);
}
