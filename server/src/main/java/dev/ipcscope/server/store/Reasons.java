package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;

/** The words of gaps that the store records itself, and the conversations that they are shown in. */
final class Reasons {
    static final String AGENT_ENDED =
            "the agent ended without notice; what it had not yet spooled of this conversation is lost";
    static final String PAUSED = "the capture was paused";
    /** The agent's name of what the store records itself. */
    static final String SELF = "server";

    private Reasons() {}

    /** Stands for a conversation of which a message came without its description. */
    static Conversation unknown(long number, long time) {
        return new Conversation(
                number,
                "unknown",
                "unknown",
                "",
                Policy.GAP,
                time,
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                null,
                null);
    }
}
