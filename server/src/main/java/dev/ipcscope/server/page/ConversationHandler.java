package dev.ipcscope.server.page;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.memory.Rebuilder;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import dev.ipcscope.web.Said;
import dev.ipcscope.web.TalkPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One conversation: what both sides said, a part at a time in both directions from where one looks. */
final class ConversationHandler {

    private static final int PART = 100;
    private static final int OTHERS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final MessageStore store;
    private final Templates templates;
    private final Shells shells;
    private final TalkViews talks;
    private final SaidViews said;

    ConversationHandler(MessageStore store, Templates templates, Shells shells, TalkViews talks, SaidViews said) {
        this.store = store;
        this.templates = templates;
        this.shells = shells;
        this.talks = talks;
        this.said = said;
    }

    void register(RoutesConfig routes) {
        routes.get("/conversations/{number}", this::page);
        routes.get("/ui/conversations/{number}", this::part);
    }

    /** What of which conversation is shown, and how. */
    private record Look(long number, String direction, String form) {
        static Look of(Context ctx) {
            String direction = View.or(ctx.queryParam("dir"), "both");
            String form = View.or(ctx.queryParam("as"), "text");
            return new Look(
                    View.number(ctx.pathParam("number"), 0),
                    direction.equals("c2s") || direction.equals("s2c") ? direction : "both",
                    form.equals("hex") ? "hex" : "text");
        }

        Query query() {
            String dir = direction.equals("both") ? "" : " dir:" + direction;
            try {
                Filter filter = FilterParser.parse("conversation:" + number + dir);
                return new Query(filter, null, 0, Long.MAX_VALUE, true, PART, SaidViews.SHOWN, LIMIT);
            } catch (FilterException e) {
                throw new IllegalStateException("the filter language doesn't know conversation: or dir:", e);
            }
        }

        String address(String side, long id) {
            return "/ui/conversations/" + number + "?dir=" + direction + "&as=" + form + "&" + side + "=" + id;
        }
    }

    private void page(Context ctx) throws IOException {
        Look look = Look.of(ctx);
        Optional<ConversationSummary> found = summary(look.number());
        if (found.isEmpty()) {
            ErrorPages.missing(
                    ctx,
                    "There is no conversation " + look.number()
                            + ". Its capture was deleted, or retention removed it.");
            return;
        }
        ConversationSummary summary = found.get();
        long at = View.number(ctx.queryParam("at"), 0);
        Part part = at > 0 ? around(look, at) : after(look, 0);
        var c = summary.conversation();
        boolean watched = hasSnapshot(look);
        TalkPage model = new TalkPage(
                talks.of(summary),
                said.kind(c, watched),
                said.note(c),
                DetailViews.process(c.client(), c.clientAddress()),
                talks.server(c),
                look.direction(),
                look.form(),
                part.said,
                part.earlier,
                part.later,
                summary.open() ? part.next : "",
                at,
                table(summary),
                watched ? "/memory/" + look.number() : "",
                talks.of(store.conversations(Query.all(Filter.ALL).withLimit(OTHERS), look.number() + OTHERS / 2)));
        String twin = "/api/conversations/" + look.number();
        String title = "Conversation " + look.number();
        ctx.html(
                templates.render("conversation", Map.of("shell", shells.of(title, "conversations", twin), "p", model)));
    }

    private boolean hasSnapshot(Look look) throws IOException {
        Filter snapshots = Rebuilder.snapshotsOf(look.query().filter());
        return !store.page(new Query(snapshots, null, 0, Long.MAX_VALUE, true, 1, 0, LIMIT))
                .messages()
                .isEmpty();
    }

    /** In the capture that holds its end; without it the table would look into the live one. */
    private String table(ConversationSummary summary) {
        String filter = "/?filter="
                + View.encoded("conversation:" + summary.conversation().number());
        return store.captures().stream()
                .filter(c -> !c.live() && c.name().equals(summary.capture()))
                .findFirst()
                .map(c -> filter + "&capture=" + c.number())
                .orElse(filter);
    }

    private Optional<ConversationSummary> summary(long number) throws IOException {
        Query query = new Look(number, "both", "text").query();
        return store.conversations(query, Long.MAX_VALUE).stream()
                .filter(s -> s.conversation().number() == number)
                .findAny();
    }

    private void part(Context ctx) throws IOException {
        Look look = Look.of(ctx);
        String before = ctx.queryParam("before");
        Part part = before == null
                ? after(look, View.number(ctx.queryParam("after"), 0))
                : before(look, View.number(before, Long.MAX_VALUE));
        boolean forward = before == null;
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("said", part.said);
        parameters.put("form", look.form());
        parameters.put("earlier", forward ? "" : part.earlier);
        parameters.put("later", forward ? part.later : "");
        parameters.put("at", 0L);
        parameters.put("next", forward && !part.closed ? part.next : "");
        ctx.html(templates.render("said", parameters));
    }

    /** Next: where it goes on by itself, when all there is has been shown. */
    private record Part(List<Said> said, String earlier, String later, String next, boolean closed) {}

    private Part after(Look look, long id) throws IOException {
        Page page = store.page(look.query().withAfter(id));
        List<Message> messages = page.messages();
        String later = later(look, page);
        long last = messages.isEmpty() ? id : messages.get(messages.size() - 1).id();
        String next = later.isEmpty() ? look.address("after", last) : "";
        boolean closed = messages.stream().anyMatch(m -> m.kind() == Kind.CLOSE);
        return new Part(said.of(inTime(messages)), "", later, next, closed);
    }

    /** Both directions are recorded by threads of their own, so an answer may come to the store before its request. */
    private static List<Message> inTime(List<Message> messages) {
        return messages.stream().sorted(Comparator.comparingLong(Message::time)).toList();
    }

    private Part before(Look look, long id) throws IOException {
        Page page = store.page(look.query().withAscending(false).withBefore(id));
        List<Message> messages = new ArrayList<>(page.messages());
        Collections.reverse(messages);
        return new Part(said.of(inTime(messages)), earlier(look, page), "", "", false);
    }

    private Part around(Look look, long id) throws IOException {
        Part before = before(look, id);
        Part after = after(look, id - 1);
        List<Said> both = new ArrayList<>(before.said);
        both.addAll(after.said);
        return new Part(both, before.earlier, after.later, after.next, after.closed);
    }

    private static String later(Look look, Page page) {
        boolean more = page.messages().size() == PART || !page.complete();
        return more ? look.address("after", edge(page)) : "";
    }

    private static String earlier(Look look, Page page) {
        boolean more = page.messages().size() == PART || !page.complete();
        return more ? look.address("before", edge(page)) : "";
    }

    private static long edge(Page page) {
        List<Message> messages = page.messages();
        return page.complete() ? messages.get(messages.size() - 1).id() : page.scannedTo();
    }
}
