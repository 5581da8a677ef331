package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each cell of a row says as a term of a filter, for the menu of a cell. */
final class TermsHandler {

    private final MessageStore store;

    TermsHandler(MessageStore store) {
        this.store = store;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/terms/{id}", this::terms);
    }

    private void terms(Context ctx) throws IOException {
        List<Map<String, @Nullable Object>> terms = store.message(View.number(ctx.pathParam("id"), 0))
                .map(TermsHandler::of)
                .orElse(List.of());
        ctx.contentType("application/json").result(Json.bytes(terms));
    }

    /** In the order of the cells; what is unknown has no term. */
    static List<Map<String, @Nullable Object>> of(Message m) {
        Conversation c = m.conversation();
        List<Map<String, @Nullable Object>> terms = new ArrayList<>();
        terms.add(term(0, "conversation", "conversation:" + c.number()));
        terms.add(term(1, "time", "time>=" + Times.instant(m.time())));
        terms.add(term(2, "mechanism", "mech:" + Sources.quoted(c.mechanism())));
        terms.add(term(3, "endpoint", "endpoint==" + Sources.quoted(c.endpoint())));
        process(terms, 4, "client", "from", c.client());
        terms.add(term(5, "direction", "dir:" + direction(m)));
        process(terms, 6, "server", "to", c.server());
        if (m.kind() == Kind.DATA || m.kind() == Kind.SNAPSHOT) {
            terms.add(term(7, "length", "len==" + m.length()));
        }
        terms.add(term(8, "kind", "kind:" + m.kind().word()));
        terms.add(term(8, "agent", "agent==" + Sources.quoted(m.agent())));
        return terms;
    }

    private static void process(
            List<Map<String, @Nullable Object>> terms, int cell, String what, String word, ProcessInfo process) {
        if (process.name() != null && !process.name().isEmpty()) {
            terms.add(term(cell, what, word + "==" + Sources.quoted(process.name())));
        }
        if (process.pid() != null) {
            terms.add(term(cell, what + "’s number", "pid:" + process.pid()));
        }
    }

    private static String direction(Message m) {
        return switch (m.direction()) {
            case CLIENT_TO_SERVER -> "c2s";
            case SERVER_TO_CLIENT -> "s2c";
            case NONE -> "none";
        };
    }

    private static Map<String, @Nullable Object> term(int cell, String what, String term) {
        return Json.object("cell", cell, "what", what, "term", term);
    }
}
