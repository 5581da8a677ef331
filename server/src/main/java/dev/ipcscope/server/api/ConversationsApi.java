package dev.ipcscope.server.api;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conversations with their sums. */
final class ConversationsApi {

    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final MessageStore store;

    ConversationsApi(MessageStore store) {
        this.store = store;
    }

    void register(ApiRoutes routes) {
        routes.get(
                "/api/conversations",
                "Conversations, newest first: filter, capture (a name), before (a conversation's number), limit (100, at"
                        + " most 1000).",
                this::list);
    }

    private void list(Context ctx) throws IOException {
        int limit = (int) Math.min(MOST, Requests.number(ctx, "limit", USUAL));
        Query query = Query.newest(Requests.filter(ctx), limit).withCapture(Requests.capture(ctx, store));
        var conversations = store.conversations(query, Requests.number(ctx, "before", Long.MAX_VALUE)).stream()
                .limit(limit)
                .map(ConversationsApi::json)
                .toList();
        Requests.answer(ctx, Json.object("conversations", conversations));
    }

    private static Map<String, @Nullable Object> json(ConversationSummary summary) {
        Conversation talk = summary.conversation();
        return Json.object(
                "number", talk.number(),
                "capture", summary.capture(),
                "agent", summary.agent(),
                "mechanism", talk.mechanism(),
                "endpoint", talk.endpoint(),
                "tap", talk.tap(),
                "policy", talk.policy().word(),
                "opened", Times.utc(talk.opened()),
                "open", summary.open(),
                "client", process(talk.client()),
                "server", process(talk.server()),
                "clientAddress", talk.clientAddress(),
                "serverAddress", talk.serverAddress(),
                "messages", summary.messages(),
                "bytesToServer", summary.bytesToServer(),
                "bytesToClient", summary.bytesToClient(),
                "lost", summary.lost(),
                "firstId", summary.firstId(),
                "lastId", summary.lastId(),
                "firstTime", Times.utc(summary.firstTime()),
                "lastTime", Times.utc(summary.lastTime()));
    }

    static Map<String, @Nullable Object> process(ProcessInfo process) {
        return Json.object(
                "pid", process.pid(),
                "tid", process.tid(),
                "name", process.name(),
                "path", process.path(),
                "command", process.command(),
                "user", process.user());
    }
}
