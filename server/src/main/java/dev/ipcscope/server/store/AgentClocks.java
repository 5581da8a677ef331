package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * When messages happened, by the monotonic clocks of the agents that saw them: each clock is moved by what lies between it
 * and the time of day, once for each agent, so that messages of one agent keep the order of its clock and those of several
 * are put together as well as the clocks of their machines are. One thread.
 */
public final class AgentClocks {

    private static final long ANOTHER_CLOCK = 600_000_000_000L; // a machine that was started anew counts from 0 again

    private final Map<String, Long> bases = new HashMap<>();

    /** That of a message, in ns since 1970, give or take what its agent's clock of the day has been changed by since. */
    public long when(Message message) {
        long base = message.time() - message.mono();
        long first = bases.merge(message.agent(), base, (old, now) -> Math.abs(now - old) > ANOTHER_CLOCK ? now : old);
        return message.mono() + first;
    }
}
