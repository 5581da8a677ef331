package dev.ipcscope.server.page;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentException;
import dev.ipcscope.server.agents.AgentHandle;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.agents.EndpointHistory;
import dev.ipcscope.web.Choice;
import dev.ipcscope.web.EndpointRow;
import dev.ipcscope.web.Endpoints;
import dev.ipcscope.web.Notice;
import dev.ipcscope.web.Taps;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The taps page: open, close, and what could be tapped. */
final class TapsHandler {

    private final AgentRegistry agents;
    private final Templates templates;
    private final Shells shells;
    private final TapViews views;
    private final EndpointHistory history = new EndpointHistory();

    TapsHandler(AgentRegistry agents, Templates templates, Shells shells, TapViews views) {
        this.agents = agents;
        this.templates = templates;
        this.shells = shells;
        this.views = views;
    }

    void register(RoutesConfig routes) {
        routes.get("/taps", this::page);
        routes.get("/ui/taps", ctx -> pane(ctx, Notice.NONE, View.or(ctx.queryParam("agent"), "")));
        routes.get("/ui/endpoints", this::endpoints);
        routes.post("/taps/open", ctx -> pane(ctx, open(ctx), ""));
        routes.post("/taps/close", ctx -> pane(ctx, close(ctx), ""));
    }

    private void page(Context ctx) throws IOException {
        String typed = View.or(ctx.queryParam("spec"), "");
        String only = View.or(ctx.queryParam("agent"), "");
        ctx.html(templates.render(
                "taps", Map.of("shell", shells.of("Taps", "taps", "/api/taps"), "p", model(Notice.NONE, typed, only))));
    }

    private void pane(Context ctx, Notice notice, String only) {
        ctx.html(templates.render("tappane", Map.of("p", model(notice, "", only))));
    }

    private Taps model(Notice notice, String typed, String only) {
        List<AgentStatus> known = agents.agents();
        List<Choice> choices = known.stream()
                .filter(AgentStatus::connected)
                .map(a -> new Choice(
                        a.name(),
                        Visible.line(a.name()) + (a.embedded() ? " (this server)" : ""),
                        a.name().equals(only)))
                .toList();
        List<AgentStatus> shown = known.stream()
                .filter(a -> only.isEmpty() || a.name().equals(only))
                .toList();
        return new Taps(notice, typed, only, choices, views.taps(shown));
    }

    private Notice open(Context ctx) {
        String spec = View.or(ctx.formParam("spec"), "").strip();
        try {
            TapSpec.parse(spec);
            TapStatus tap = Waiting.on(agent(ctx).openTap(spec));
            return opened(tap);
        } catch (TapSpecException e) {
            String caret = " ".repeat(Math.max(0, e.column() - 1)) + "^";
            String text = "Column " + e.column() + ": " + Visible.line(String.valueOf(e.getMessage())) + ".";
            return new Notice("bad", "Not opened.", text, Visible.line(spec), caret);
        } catch (AgentException e) {
            return Notice.of("bad", "Not opened.", Visible.line(String.valueOf(e.getMessage())));
        }
    }

    private static Notice opened(TapStatus tap) {
        String spec = Visible.line(tap.spec());
        return switch (tap.state()) {
            case OPEN -> Notice.of("ok", "Tap is open.", "Programs reach it at " + Visible.line(tap.endpoint()) + ".");
            case WAITING -> Notice.of("warn", "Tap is waiting.", spec + ": " + Visible.line(tap.reason()));
            case FAILED -> Notice.of("bad", "Tap failed.", spec + ": " + Visible.line(tap.reason()));
        };
    }

    private Notice close(Context ctx) {
        String spec = View.or(ctx.formParam("spec"), "");
        try {
            Waiting.on(agent(ctx).closeTap(spec));
            return Notice.of("ok", "Tap is closed.", Visible.line(spec));
        } catch (AgentException e) {
            return Notice.of("bad", "Not closed.", Visible.line(String.valueOf(e.getMessage())));
        }
    }

    private AgentHandle agent(Context ctx) throws AgentException {
        String name = View.or(ctx.formParam("agent"), "");
        return agents.agent(name)
                .orElseThrow(() -> new AgentException(
                        name.isEmpty()
                                ? "No agent is connected. Start one first."
                                : "There is no agent " + name + "."));
    }

    /** All agents, or the one that is asked for, at once; one that doesn't answer doesn't hide the others. */
    private void endpoints(Context ctx) {
        String only = View.or(ctx.queryParam("agent"), "");
        Map<AgentStatus, @Nullable CompletableFuture<List<dev.ipcscope.agent.mechanism.Endpoint>>> asked =
                new LinkedHashMap<>();
        for (AgentStatus agent : agents.agents()) {
            if (agent.connected() && (only.isEmpty() || agent.name().equals(only))) {
                asked.put(
                        agent,
                        agents.agent(agent.name()).map(AgentHandle::endpoints).orElse(null));
            }
        }
        List<Endpoints.Group> groups = new ArrayList<>();
        asked.forEach((agent, answer) -> groups.add(group(agent, answer)));
        ctx.html(templates.render("endpointpane", Map.of("p", new Endpoints(groups))));
    }

    private Endpoints.Group group(
            AgentStatus agent, @Nullable CompletableFuture<List<dev.ipcscope.agent.mechanism.Endpoint>> answer) {
        String name = Visible.line(agent.name());
        try {
            if (answer == null) {
                throw new AgentException("The agent has just left.");
            }
            List<EndpointRow> rows =
                    views.endpoints(agent, history.mark(agent.name(), Waiting.on(answer), System.nanoTime()));
            long can = rows.stream().filter(r -> !r.spec().isEmpty()).count();
            String title = name + ", " + Visible.line(agent.info().os()) + ", " + Numbers.of(can) + " of "
                    + Numbers.of(rows.size()) + " can be tapped";
            return new Endpoints.Group(title, "", rows);
        } catch (AgentException e) {
            return new Endpoints.Group(name, Visible.line(String.valueOf(e.getMessage())), List.of());
        }
    }
}
