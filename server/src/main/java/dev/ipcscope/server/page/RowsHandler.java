package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A window of rows before or after an id, for the table to scroll through. */
final class RowsHandler {

    private static final int MOST = 400;
    private static final Duration LIMIT = Duration.ofMillis(200);

    private final MessageStore store;
    private final Templates templates;
    private final RowViews rows;

    RowsHandler(MessageStore store, Templates templates, RowViews rows) {
        this.store = store;
        this.templates = templates;
        this.rows = rows;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/rows", this::rows);
    }

    private void rows(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        int limit = (int) Math.max(1, Math.min(MOST, View.number(ctx.queryParam("limit"), 100)));
        Query query = view.part(ctx, limit).withTimeLimit(LIMIT);
        Page page = store.page(query);
        ctx.json(answer(view.capture(), page, query.ascending(), limit));
    }

    private Map<String, Object> answer(Capture capture, Page page, boolean ascending, int limit) {
        List<Message> messages = new ArrayList<>(page.messages());
        if (!ascending) {
            Collections.reverse(messages);
        }
        boolean exhausted = page.complete() && messages.size() < limit;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("rows", templates.render("rows", Map.of("rows", rows.of(messages))));
        answer.put("first", capture.firstId());
        answer.put("last", Math.max(capture.lastId(), capture.firstId() - 1));
        answer.put("exhausted", exhausted);
        answer.put("complete", page.complete());
        answer.put("scannedTo", page.scannedTo());
        answer.put("scannedTime", page.scannedToTime() == 0 ? "" : Times.prose(page.scannedToTime()));
        return answer;
    }
}
