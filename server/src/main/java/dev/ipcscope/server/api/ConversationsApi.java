package dev.ipcscope.server.api;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.ConversationSearch;
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
                "Conversations, newest first: filter, capture (name or number), before (a conversation's number), limit (100, at"
                        + " most 1000). complete is false where the filter looks at single messages and only those back"
                        + " to backTo were looked at.",
                this::list);
        routes.get(
                "/api/conversations/{number}",
                "One conversation; its messages are those of /api/messages?filter=conversation:NUMBER.",
                this::one);
    }

    private void one(Context ctx) throws IOException {
        long number = Requests.inPath(ctx, "number");
        Query newest = Query.newest(Filter.ALL, 1);
        var found = store.conversations(newest, number == Long.MAX_VALUE ? number : number + 1).stream()
                .filter(summary -> summary.conversation().number() == number)
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        404,
                        "there is no conversation " + number + "; retention or a deleted capture may have removed it."
                                + " /api/conversations lists the newest"));
        Requests.answer(ctx, json(found));
    }

    private void list(Context ctx) throws IOException {
        int limit = (int) Math.min(MOST, Requests.number(ctx, "limit", USUAL));
        Query query = Query.newest(Requests.filter(ctx), limit).withCapture(Requests.capture(ctx, store));
        var found = ConversationSearch.find(store, query, Requests.number(ctx, "before", Long.MAX_VALUE));
        var conversations = found.conversations().stream()
                .limit(limit)
                .map(ConversationsApi::json)
                .toList();
        Requests.answer(
                ctx,
                Json.object(
                        "conversations",
                        conversations,
                        "complete",
                        found.complete(),
                        "backTo",
                        found.complete() ? null : Times.utc(found.backTo())));
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
