package dev.ipcscope.server.api;

import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;

/** All of {@code /api} except what agents use. */
public final class Api {

    private final MessageStore store;
    private final AgentRegistry agents;
    private final Doctor doctor;

    /** Over these. */
    public Api(MessageStore store, AgentRegistry agents, Doctor doctor) {
        this.store = store;
        this.agents = agents;
        this.doctor = doctor;
    }

    /** Registers the routes. */
    public void register(RoutesConfig config) {
        ApiRoutes routes = new ApiRoutes(config);
        routes.get(
                "/api",
                "This list.",
                ctx -> Requests.answer(
                        ctx,
                        Json.object(
                                "authentication",
                                "Authorization: Bearer TOKEN, or the session of the login page",
                                "errors",
                                "{\"error\": \"…\", \"column\": n}",
                                "routes",
                                routes.described())));
        new MessagesApi(store).register(routes);
        new QueryApi(store, agents).register(routes);
        new MemoryApi(store).register(routes);
        new ConversationsApi(store).register(routes);
        new TapsApi(agents).register(routes);
        new AgentsApi(agents).register(routes);
        new CapturesApi(store, agents).register(routes);
        new FilterApi().register(routes);
        new StatusApi(store, doctor).register(routes);
        routes.describe("GET", "/live", "Server-sent events of new rows as HTML, for the page: after (an id), filter.");
        routes.describe("POST", "/api/agents/{agent}/batches", "What agents send; answered after the commit.");
    }
}
