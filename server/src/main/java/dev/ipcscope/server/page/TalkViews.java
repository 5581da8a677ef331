package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.web.Fact;
import dev.ipcscope.web.Talk;
import java.util.List;

/** Conversations as rows of a list. */
final class TalkViews {

    private final Marks marks;

    TalkViews(Marks marks) {
        this.marks = marks;
    }

    List<Talk> of(List<ConversationSummary> summaries) {
        return summaries.stream().map(this::of).toList();
    }

    Talk of(ConversationSummary s) {
        Conversation c = s.conversation();
        String endpoint = Visible.line(c.endpoint());
        return new Talk(
                c.number(),
                marks.of(c.mechanism()),
                RowViews.shortened(endpoint),
                endpoint,
                RowViews.name(c.client(), c.clientAddress()),
                RowViews.pid(c.client()),
                RowViews.server(c, marks),
                RowViews.pid(c.server()),
                Numbers.of(s.messages()),
                Numbers.size(s.bytesToServer()),
                Numbers.size(s.bytesToClient()),
                s.lost() == 0 ? "" : Numbers.of(s.lost()),
                Times.row(c.opened()),
                s.open() ? "open" : lasted(s),
                s.open(),
                Visible.line(s.agent()));
    }

    /** What is known of the server's process. */
    List<Fact> server(Conversation c) {
        return DetailViews.server(c, marks);
    }

    private static String lasted(ConversationSummary s) {
        return Numbers.span(Math.max(0, s.lastTime() - s.conversation().opened()));
    }
}
