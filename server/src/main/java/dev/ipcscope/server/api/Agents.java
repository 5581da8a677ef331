package dev.ipcscope.server.api;

import dev.ipcscope.server.agents.AgentException;
import dev.ipcscope.server.agents.AgentHandle;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Picks agents and waits for their answers. */
final class Agents {

    private static final int SECONDS = 15;

    private static final String NONE = "no agent is connected: start ipcscope-agent.jar where the programs run";

    private Agents() {}

    /** The agent of this name; without a name the only connected one. */
    static AgentHandle named(AgentRegistry agents, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            return agents.agent(name)
                    .orElseThrow(() -> new ApiException(404, "there is no agent '" + name + "'; " + known(agents)));
        }
        List<AgentStatus> connected =
                agents.agents().stream().filter(AgentStatus::connected).toList();
        if (connected.isEmpty()) {
            throw new ApiException(409, NONE);
        }
        AgentStatus only = connected.size() == 1
                ? connected.get(0)
                : connected.stream()
                        .filter(AgentStatus::embedded)
                        .findFirst()
                        .orElseThrow(() -> new ApiException(400, "several agents are connected; " + known(agents)));
        return agents.agent(only.name()).orElseThrow(() -> new ApiException(409, "the agent has just left"));
    }

    private static String known(AgentRegistry agents) {
        if (agents.agents().isEmpty()) {
            return NONE;
        }
        return "give one of: " + agents.agents().stream().map(AgentStatus::name).collect(Collectors.joining(", "));
    }

    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            int status = cause instanceof AgentException refused ? refused.isWrong() ? 400 : 409 : 500;
            throw new ApiException(status, String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        } catch (TimeoutException e) {
            throw new ApiException(504, "the agent didn't answer within " + SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "the server is stopping");
        }
    }
}
