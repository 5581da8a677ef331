package dev.ipcscope.server.api;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.agents.EndpointHistory;
import dev.ipcscope.server.agents.EndpointHistory.Change;
import dev.ipcscope.server.agents.EndpointHistory.Marked;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.Times;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents with the counters of each stage, and what could be tapped on their machines. */
final class AgentsApi {

    private final AgentRegistry agents;
    private final EndpointHistory history = new EndpointHistory();

    AgentsApi(AgentRegistry agents) {
        this.agents = agents;
    }

    void register(ApiRoutes routes) {
        routes.get("/api/agents", "Agents with their taps and the counters of each stage.", this::list);
        routes.get(
                "/api/endpoints",
                "What could be tapped on an agent's machine: agent (may be left out when there is one). change is new or gone"
                        + " for a minute after a look that found a difference.",
                this::endpoints);
        routes.get(
                "/api/offer",
                "What an endpoint of an agent's machine offers, such as a COM server's classes, interfaces, methods and"
                        + " parameters: agent, mechanism, endpoint (its name).",
                this::offer);
    }

    private void offer(Context ctx) {
        var agent = Agents.named(agents, Requests.param(ctx, "agent"));
        String mechanism = Requests.param(ctx, "mechanism");
        String endpoint = Requests.param(ctx, "endpoint");
        if (mechanism == null || endpoint == null) {
            throw new ApiException(400, "mechanism and endpoint are needed: /api/offer?mechanism=com&endpoint=NAME");
        }
        Requests.answer(
                ctx,
                Json.object(
                        "agent",
                        agent.status().name(),
                        "mechanism",
                        mechanism,
                        "endpoint",
                        endpoint,
                        "offer",
                        OfferJson.of(Agents.await(agent.offer(mechanism, endpoint)))));
    }

    private void list(Context ctx) {
        Requests.answer(
                ctx,
                Json.object(
                        "agents", agents.agents().stream().map(AgentsApi::json).toList()));
    }

    private void endpoints(Context ctx) {
        var agent = Agents.named(agents, Requests.param(ctx, "agent"));
        var found = history.mark(agent.status().name(), Agents.await(agent.endpoints()), System.nanoTime()).stream()
                .map(AgentsApi::json)
                .toList();
        Requests.answer(ctx, Json.object("agent", agent.status().name(), "endpoints", found));
    }

    private static Map<String, @Nullable Object> json(AgentStatus status) {
        AgentInfo info = status.info();
        return Json.object(
                "name", status.name(),
                "host", info.host(),
                "os", info.os(),
                "user", info.user(),
                "pid", info.pid(),
                "version", info.version(),
                "spool", info.spool().toString(),
                "embedded", status.embedded(),
                "connected", status.connected(),
                "since", Times.utc(status.since()),
                "lastSeen", Times.utc(status.lastSeen()),
                "address", status.address(),
                "clockOffsetNanos", status.clockOffset(),
                "clockErrorNanos", status.clockOffset() == null ? null : status.clockError(),
                "stored", status.stored(),
                "taps", status.taps().stream().map(TapsApi::json).toList(),
                "counters", counters(status.counters()));
    }

    private static @Nullable Map<String, @Nullable Object> counters(@Nullable Counters counters) {
        return counters == null
                ? null
                : Json.object(
                        "captured", counters.captured(),
                        "capturedBytes", counters.capturedBytes(),
                        "dropped", counters.dropped(),
                        "gaps", counters.gaps(),
                        "inMemory", counters.inMemory(),
                        "inSpool", counters.inSpool(),
                        "inSpoolBytes", counters.inSpoolBytes(),
                        "spoolLimit", counters.spoolLimit(),
                        "sent", counters.sent(),
                        "acknowledged", counters.acknowledged(),
                        "lastSeq", counters.lastSeq(),
                        "spoolError", counters.spoolError(),
                        "uplinkError", counters.uplinkError());
    }

    private static Map<String, @Nullable Object> json(Marked marked) {
        Endpoint endpoint = marked.endpoint();
        return Json.object(
                "mechanism", endpoint.mechanism(),
                "name", endpoint.name(),
                "kind", endpoint.kind(),
                "processes", endpoint.holders().stream().map(AgentsApi::json).toList(),
                "facts", endpoint.facts(),
                "change",
                        marked.change() == Change.NONE
                                ? ""
                                : marked.change().name().toLowerCase(Locale.ROOT),
                "suggestion", endpoint.suggestion(),
                "reason", endpoint.reason());
    }

    private static Map<String, @Nullable Object> json(Holder holder) {
        Map<String, @Nullable Object> process = new LinkedHashMap<>(ConversationsApi.process(holder.process()));
        process.put("end", holder.end());
        return process;
    }
}
