package dev.ipcscope.server.app;

import dev.ipcscope.server.agents.AgentHandle;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server without agents. */
final class NoAgents implements AgentRegistry {

    @Override
    public List<AgentStatus> agents() {
        return List.of();
    }

    @Override
    public Optional<AgentHandle> agent(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> flushAll(Duration limit) {
        return List.of();
    }

    @Override
    public List<String> eraseSent(Duration limit) {
        return List.of();
    }

    @Override
    public void onChange(Runnable listener) {
        // nothing ever changes
    }
}
