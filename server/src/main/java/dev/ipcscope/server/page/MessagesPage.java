package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.web.Messages;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The messages page: the rail, the filter, and the newest rows; the rest is fetched by the page. */
final class MessagesPage {

    private static final int ROWS = 120;

    private final MessageStore store;
    private final Templates templates;
    private final Shells shells;
    private final Sources sources;
    private final RowViews rows;
    private final AgentRegistry agents;

    MessagesPage(
            MessageStore store,
            Templates templates,
            Shells shells,
            Sources sources,
            RowViews rows,
            AgentRegistry agents) {
        this.store = store;
        this.templates = templates;
        this.shells = shells;
        this.sources = sources;
        this.rows = rows;
        this.agents = agents;
    }

    void register(RoutesConfig routes) {
        routes.get("/", this::page);
        routes.get("/ui/sources", this::rail);
    }

    private void page(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        Page page = store.page(view.newest(ROWS));
        List<Message> messages = new ArrayList<>(page.messages());
        Collections.reverse(messages);
        Capture capture = view.capture();
        Messages model = new Messages(
                FilterCheck.box(view),
                ConversationsHandler.captures(store.captures(), capture),
                capture.number(),
                capture.live(),
                capture.paused(),
                capture.firstId(),
                Math.max(capture.lastId(), capture.firstId() - 1),
                rows.of(messages),
                page.complete() && messages.size() < ROWS,
                sources.of(view),
                View.number(ctx.queryParam("id"), 0),
                View.number(ctx.queryParam("at"), 0),
                agents.agents().stream().anyMatch(agent -> !agent.taps().isEmpty()),
                view.query());
        String query = view.query();
        String twin = "/api/messages?order=desc" + (query.isEmpty() ? "" : "&" + query);
        ctx.html(templates.render(
                "messages", Map.of("shell", shells.of("Messages", "messages", twin, capture.number()), "p", model)));
    }

    private void rail(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        ctx.html(templates.render("rail", Map.of("sources", sources.of(view))));
    }
}
