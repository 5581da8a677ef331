package dev.ipcscope.server.page;

import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.ConversationSearch;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.Choice;
import dev.ipcscope.web.Talks;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The list of conversations, newest first, a page at a time. */
final class ConversationsHandler {

    private static final int ROWS = 100;

    private final MessageStore store;
    private final Templates templates;
    private final Shells shells;
    private final TalkViews talks;

    ConversationsHandler(MessageStore store, Templates templates, Shells shells, TalkViews talks) {
        this.store = store;
        this.templates = templates;
        this.shells = shells;
        this.talks = talks;
    }

    void register(RoutesConfig routes) {
        routes.get("/conversations", this::page);
        routes.get("/ui/conversations", this::more);
    }

    private void page(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        ConversationSearch.Found found = find(view, Long.MAX_VALUE);
        Talks model = new Talks(
                FilterCheck.box(view),
                captures(store.captures(), view.capture()),
                talks.of(found.conversations()),
                older(view, found.conversations()),
                newest(view),
                note(found));
        String query = view.query();
        String twin = "/api/conversations" + (query.isEmpty() ? "" : "?" + query);
        ctx.html(templates.render(
                "conversations", Map.of("shell", shells.of("Conversations", "conversations", twin), "p", model)));
    }

    private void more(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        ConversationSearch.Found found = find(view, View.number(ctx.queryParam("before"), Long.MAX_VALUE));
        ctx.html(templates.render(
                "talkrows",
                Map.of("talks", talks.of(found.conversations()), "older", older(view, found.conversations()))));
    }

    private ConversationSearch.Found find(View view, long before) throws IOException {
        return ConversationSearch.find(store, view.all().withLimit(ROWS), before);
    }

    private static String note(ConversationSearch.Found found) {
        return found.complete()
                ? ""
                : "The filter looks at single messages, and these are the conversations of those found back to "
                        + Times.day(found.backTo()) + ". Older ones may match too.";
    }

    private static String older(View view, List<ConversationSummary> found) {
        if (found.size() < ROWS) {
            return "";
        }
        long last = found.get(found.size() - 1).conversation().number();
        String query = view.query();
        return "/ui/conversations?before=" + last + (query.isEmpty() ? "" : "&" + query);
    }

    private static String newest(View view) {
        String query = view.query();
        return "/ui/conversations" + (query.isEmpty() ? "" : "?" + query);
    }

    /** Newest first, since the live one is what is mostly wanted. */
    static List<Choice> captures(List<Capture> captures, Capture shown) {
        List<Choice> choices = new ArrayList<>();
        for (Capture capture : captures) {
            String label = Visible.line(capture.name()) + (capture.live() ? " (live)" : "");
            choices.add(new Choice(String.valueOf(capture.number()), label, capture.number() == shown.number()));
        }
        Collections.reverse(choices);
        return choices;
    }
}
