package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.store.AgentClocks;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import dev.ipcscope.web.Timeline;
import dev.ipcscope.web.TimelineRow;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all programs said by all mechanisms as one story, in the order of the agents' clocks: a part of the messages that were
 * recorded one after the other, put in the order in which they happened.
 */
final class TimelineHandler {

    private static final int ROWS = 500;
    private static final int PAIRS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final MessageStore store;
    private final Templates templates;
    private final Shells shells;
    private final RowViews rows;

    TimelineHandler(MessageStore store, Templates templates, Shells shells, RowViews rows) {
        this.store = store;
        this.templates = templates;
        this.shells = shells;
        this.rows = rows;
    }

    void register(RoutesConfig routes) {
        routes.get("/timeline", this::page);
        routes.get("/ui/timeline", this::newest);
    }

    /** The newest part's rows alone: what is read late may belong between those that are there. */
    private void newest(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        List<Message> messages =
                store.page(view.newest(ROWS).withTimeLimit(LIMIT)).messages();
        ctx.html(templates.render("storyrows", Map.of("rows", inOrder(view, messages))));
    }

    private void page(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        Query query = view.part(ctx, ROWS).withTimeLimit(LIMIT);
        boolean forward = query.ascending();
        Page found = store.page(query);
        List<Message> messages = found.messages();
        boolean whole = found.complete() && messages.size() < ROWS;
        long first = edge(messages, found, false);
        long last = edge(messages, found, true);
        Timeline model = new Timeline(
                FilterCheck.box(view),
                ConversationsHandler.captures(store.captures(), view.capture()),
                view.capture().live() ? "" : String.valueOf(view.capture().number()),
                view.capture().number(),
                view.capture().live() && isNewest(ctx) ? "/ui/timeline?" + view.query() : "",
                view.capture().lastId(),
                pairs(view, messages),
                inOrder(view, messages),
                first > view.capture().firstId() && (forward || !whole) ? address(view, "before=" + first) : "",
                last < view.capture().lastId() && (!forward || !whole) && query.before() != Long.MAX_VALUE
                                || forward && !whole
                        ? address(view, "after=" + last)
                        : "",
                found.complete() ? "" : "Searched for two seconds, to " + Times.prose(found.scannedToTime()) + ".");
        String twin = "/api/query?order=mono&after=" + Math.max(0, first - 1) + "&limit=" + ROWS + and(view.query());
        ctx.html(templates.render(
                "timeline",
                Map.of(
                        "shell",
                        shells.of("Timeline", "timeline", twin, view.capture().number()),
                        "p",
                        model)));
    }

    /** The first or last id that was looked at. */
    private static long edge(List<Message> messages, Page found, boolean last) {
        long edge = found.complete() ? 0 : found.scannedTo();
        for (Message message : messages) {
            edge = edge == 0 ? message.id() : last ? Math.max(edge, message.id()) : Math.min(edge, message.id());
        }
        return edge;
    }

    private static boolean isNewest(Context ctx) {
        return ctx.queryParam("before") == null && ctx.queryParam("after") == null;
    }

    private static String and(String query) {
        return query.isEmpty() ? "" : "&" + query;
    }

    private static String address(View view, String part) {
        return "/timeline?" + part + and(view.query());
    }

    private record Placed(long when, Message message) {}

    private List<TimelineRow> inOrder(View view, List<Message> messages) {
        AgentClocks clocks = new AgentClocks();
        List<Placed> placed = new ArrayList<>();
        messages.stream()
                .sorted(Comparator.comparingLong(Message::id))
                .forEach(message -> placed.add(new Placed(clocks.when(message), message)));
        placed.sort(Comparator.comparingLong(Placed::when)
                .thenComparingLong(one -> one.message().id()));
        List<TimelineRow> all = new ArrayList<>();
        long former = 0;
        for (Placed one : placed) {
            String since = all.isEmpty() ? "" : "+" + Numbers.span(one.when() - former);
            former = one.when();
            all.add(new TimelineRow(
                    rows.of(one.message()), since, "/?id=" + one.message().id() + and(view.query())));
        }
        return all;
    }

    /** Two processes whichever of them is the client. */
    private record Two(ProcessInfo one, ProcessInfo other) {
        static Two of(Conversation talk) {
            ProcessInfo client = talk.client();
            ProcessInfo server = talk.server();
            return pid(client) <= pid(server) ? new Two(client, server) : new Two(server, client);
        }

        boolean known() {
            return one.pid() != null && other.pid() != null && !one.pid().equals(other.pid());
        }

        String key() {
            return one.pid() + "," + other.pid();
        }

        String text() {
            return word(one) + " ⇄ " + word(other);
        }

        private static long pid(ProcessInfo process) {
            return process.pid() == null ? Long.MAX_VALUE : process.pid();
        }

        private static String word(ProcessInfo process) {
            return (RowViews.name(process, null) + " " + RowViews.pid(process)).strip();
        }
    }

    private static List<Timeline.Pair> pairs(View view, List<Message> messages) {
        Map<String, Two> pairs = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Message message : messages) {
            Two two = Two.of(message.conversation());
            if (two.known()) {
                pairs.put(two.key(), two);
                counts.merge(two.key(), 1, Integer::sum);
            }
        }
        String capture =
                view.capture().live() ? "" : "&capture=" + view.capture().number();
        return pairs.values().stream()
                .sorted(Comparator.comparingInt((Two two) -> counts.getOrDefault(two.key(), 0))
                        .reversed())
                .limit(PAIRS)
                .map(two -> new Timeline.Pair(
                        two.text(),
                        Numbers.of(counts.getOrDefault(two.key(), 0)),
                        "/timeline?filter=" + View.encoded("pair:\"" + two.key() + "\"") + capture))
                .toList();
    }
}
