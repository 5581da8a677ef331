package dev.ipcscope.server.app;

import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.page.AgentDesk;
import java.util.List;

/** What the pages ask of the agents, answered by the registry. */
final class RegistryDesk implements AgentDesk {

    private final AgentRegistry agents;

    RegistryDesk(AgentRegistry agents) {
        this.agents = agents;
    }

    @Override
    public List<String> connected() {
        return agents.agents().stream()
                .filter(AgentStatus::connected)
                .map(AgentStatus::name)
                .toList();
    }

    @Override
    public boolean tapped() {
        return agents.agents().stream()
                .flatMap(agent -> agent.taps().stream())
                .anyMatch(tap -> tap.state() != TapStatus.State.FAILED);
    }
}
