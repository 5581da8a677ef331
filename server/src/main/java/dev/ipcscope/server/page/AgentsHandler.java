package dev.ipcscope.server.page;

import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.web.AgentCard;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The agents page. */
final class AgentsHandler {

    private final AgentRegistry agents;
    private final Templates templates;
    private final Shells shells;

    AgentsHandler(AgentRegistry agents, Templates templates, Shells shells) {
        this.agents = agents;
        this.templates = templates;
        this.shells = shells;
    }

    void register(RoutesConfig routes) {
        routes.get("/agents", this::page);
        routes.get("/ui/agents", ctx -> ctx.html(templates.render("agentpane", Map.of("agents", cards()))));
    }

    private void page(Context ctx) throws IOException {
        ctx.html(templates.render(
                "agents", Map.of("shell", shells.of("Agents", "agents", "/api/agents"), "agents", cards())));
    }

    private List<AgentCard> cards() {
        return agents.agents().stream().map(AgentViews::of).toList();
    }
}
