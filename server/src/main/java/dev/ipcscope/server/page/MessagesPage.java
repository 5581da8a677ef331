package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.web.Choice;
import dev.ipcscope.web.FilterBox;
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
    private final AgentDesk agents;

    MessagesPage(
            MessageStore store, Templates templates, Shells shells, Sources sources, RowViews rows, AgentDesk agents) {
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
                box(view),
                captures(capture),
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
                agents.tapped(),
                view.query());
        String query = view.query();
        String twin = "/api/messages" + (query.isEmpty() ? "" : "?" + query);
        ctx.html(templates.render(
                "messages", Map.of("shell", shells.of("Messages", "messages", twin, capture.number()), "p", model)));
    }

    private void rail(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        ctx.html(templates.render("rail", Map.of("sources", sources.of(view))));
    }

    private List<Choice> captures(Capture shown) {
        List<Choice> choices = new ArrayList<>();
        for (Capture capture : store.captures()) {
            String label = Visible.line(capture.name()) + (capture.live() ? " (live)" : "");
            choices.add(new Choice(String.valueOf(capture.number()), label, capture.number() == shown.number()));
        }
        Collections.reverse(choices);
        return choices;
    }

    private static FilterBox box(View view) {
        var wrong = view.wrong();
        if (wrong == null) {
            return new FilterBox(view.text(), view.text().isBlank() ? "" : "ok", "", "", "", view.force());
        }
        String caret = " ".repeat(Math.max(0, wrong.column() - 1)) + "^";
        String error = FilterCheck.words(wrong) + " No filter is in force.";
        return new FilterBox(view.text(), "bad", "column " + wrong.column(), caret, error, "");
    }
}
