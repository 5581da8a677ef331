package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The name of the agent. */
final class AgentTerm extends WordTerm {

    AgentTerm() {
        super("agent", false);
    }

    @Override
    public String help() {
        return "The agent's whole name, * for any characters: agent:build-*";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.agent();
    }
}
