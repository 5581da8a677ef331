package dev.ipcscope.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.server.agents.AgentException;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.web.OfferPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;

/** The page of what an endpoint offers: the classes, interfaces and methods of a COM server. */
final class OfferHandler {

    private final AgentRegistry agents;
    private final Templates templates;
    private final Shells shells;

    OfferHandler(AgentRegistry agents, Templates templates, Shells shells) {
        this.agents = agents;
        this.templates = templates;
        this.shells = shells;
    }

    /** The page's address. */
    static String address(String agent, Endpoint endpoint) {
        return "/offer?" + query(agent, endpoint.mechanism(), endpoint.name());
    }

    private static String query(String agent, String mechanism, String endpoint) {
        return "agent=" + URLEncoder.encode(agent, UTF_8) + "&mechanism=" + URLEncoder.encode(mechanism, UTF_8)
                + "&endpoint=" + URLEncoder.encode(endpoint, UTF_8);
    }

    void register(RoutesConfig routes) {
        routes.get("/offer", this::page);
    }

    private void page(Context ctx) throws IOException {
        String agent = View.or(ctx.queryParam("agent"), "");
        String mechanism = View.or(ctx.queryParam("mechanism"), "");
        String endpoint = View.or(ctx.queryParam("endpoint"), "");
        OfferPage page;
        try {
            Offer offer = Waiting.on(agents.agent(agent)
                    .orElseThrow(() -> new AgentException(
                            agent.isEmpty() ? "No agent is named." : "There is no agent " + agent + "."))
                    .offer(mechanism, endpoint));
            page = page(endpoint, agent, offer);
        } catch (AgentException e) {
            String why = Visible.line(String.valueOf(e.getMessage()));
            page = new OfferPage(Visible.line(endpoint), Visible.line(agent), "Unknown", "", why, List.of());
        }
        String twin = "/api/offer?" + query(agent, mechanism, endpoint);
        ctx.html(templates.render("offer", Map.of("shell", shells.of(page.endpoint(), "taps", twin), "p", page)));
    }

    /** All of it comes from another machine and is made harmless. */
    static OfferPage page(String endpoint, String agent, Offer offer) {
        return new OfferPage(
                Visible.line(endpoint),
                Visible.line(agent),
                Visible.line(offer.name()),
                Visible.line(offer.help()),
                "",
                offer.groups().stream().map(OfferHandler::part).toList());
    }

    private static OfferPage.Part part(Offer.Group group) {
        return new OfferPage.Part(
                Visible.line(group.kind()),
                Visible.line(group.name()),
                Visible.line(group.id()),
                Visible.line(group.help()),
                group.members().stream().map(OfferHandler::line).toList());
    }

    private static OfferPage.Line line(Offer.Member member) {
        return new OfferPage.Line(
                Visible.line(member.kind()), Visible.line(member.text()), Visible.line(member.help()));
    }
}
