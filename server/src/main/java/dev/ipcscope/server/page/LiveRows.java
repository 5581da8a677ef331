package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.live.Live;
import java.util.List;
import java.util.Map;

/** Rows for the live stream, rendered as the page renders them. */
final class LiveRows implements Live.Rows {

    private final Templates templates;
    private final RowViews rows;

    LiveRows(Templates templates, RowViews rows) {
        this.templates = templates;
        this.rows = rows;
    }

    @Override
    public String render(List<Message> messages) {
        return templates.render("rows", Map.of("rows", rows.of(messages)));
    }
}
