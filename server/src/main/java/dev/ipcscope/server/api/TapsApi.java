package dev.ipcscope.server.api;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentHandle;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.format.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Taps: list, open, close. */
final class TapsApi {

    private final AgentRegistry agents;

    TapsApi(AgentRegistry agents) {
        this.agents = agents;
    }

    void register(ApiRoutes routes) {
        routes.get("/api/taps", "The taps of all agents with their state.", this::list);
        routes.post(
                "/api/taps",
                "Opens a tap that comes back after a restart: {\"spec\": \"MECHANISM:LISTEN=TARGET?option=value\","
                        + " \"agent\": \"…\"}; the agent may be left out when there is one.",
                this::open);
        routes.delete("/api/taps", "Closes a tap and forgets it: spec (as listed), agent.", this::close);
    }

    private void list(Context ctx) {
        List<Map<String, @Nullable Object>> taps = new ArrayList<>();
        for (AgentStatus agent : agents.agents()) {
            for (TapStatus tap : agent.taps()) {
                Map<String, @Nullable Object> json = Json.object("agent", agent.name(), "connected", agent.connected());
                json.putAll(json(tap));
                taps.add(json);
            }
        }
        Requests.answer(ctx, Json.object("taps", taps));
    }

    private void open(Context ctx) throws IOException {
        Map<?, ?> body = Requests.body(ctx);
        String spec = checked(Requests.text(body, "spec"));
        AgentHandle agent = Agents.named(agents, body.get("agent") instanceof String name ? name : null);
        TapStatus tap = Agents.await(agent.openTap(spec));
        Requests.answer(ctx.status(201), json(tap));
    }

    private static String checked(String spec) {
        try {
            TapSpec.parse(spec);
            return spec;
        } catch (TapSpecException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()), e.column());
        }
    }

    private void close(Context ctx) {
        String spec = Requests.param(ctx, "spec", "");
        if (spec.isEmpty()) {
            throw new ApiException(400, "'spec' is missing: the tap's spec as /api/taps lists it");
        }
        AgentHandle agent = holder(spec, Requests.param(ctx, "agent"));
        Agents.await(agent.closeTap(spec));
        ctx.status(204);
    }

    /** The agent asked for, or the one that has the tap. */
    private AgentHandle holder(String spec, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            return Agents.named(agents, name);
        }
        for (AgentStatus agent : agents.agents()) {
            if (agent.taps().stream().anyMatch(tap -> tap.spec().equals(spec))) {
                return Agents.named(agents, agent.name());
            }
        }
        throw new ApiException(404, "no agent has a tap '" + spec + "'; /api/taps lists them");
    }

    static Map<String, @Nullable Object> json(TapStatus tap) {
        return Json.object(
                "spec", tap.spec(),
                "mechanism", tap.mechanism(),
                "state", tap.state().word(),
                "endpoint", tap.endpoint(),
                "reason", tap.reason(),
                "note", tap.note(),
                "conversations", tap.conversations(),
                "remembered", tap.remembered());
    }
}
