package dev.ipcscope.server.page;

import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.server.store.Count;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.FilterBox;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checks a filter while it is typed, and counts what it lets through. */
final class FilterCheck {

    private final MessageStore store;

    FilterCheck(MessageStore store) {
        this.store = store;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/filter", FilterCheck::check);
        routes.get("/ui/count", this::count);
    }

    private static void check(Context ctx) {
        String text = View.or(ctx.queryParam("filter"), "");
        try {
            FilterParser.parse(text);
            ctx.json(Map.of("ok", true));
        } catch (FilterException e) {
            boolean unfinished = e.column() > text.stripTrailing().length();
            ctx.json(Map.of("ok", false, "column", e.column(), "error", words(e), "unfinished", unfinished));
        }
    }

    /** The error as a sentence. */
    static String words(FilterException e) {
        String message = Visible.line(String.valueOf(e.getMessage()));
        String start = message.isEmpty() ? "" : message.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
        String end = message.endsWith("?") || message.endsWith(".") ? "" : ".";
        return "Column " + e.column() + ": " + start + message.substring(start.length()) + end;
    }

    /**
     * Counts to the end, however long that takes: a line of words about ten times a second, each in place of the one
     * before, until all is counted or nobody listens any more.
     */
    private void count(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        ctx.contentType("text/plain; charset=utf-8");
        // Past the framework's stream, which would hold lines back to compress them.
        OutputStream to = ctx.res().getOutputStream();
        Count all = store.count(view.all(), soFar -> tell(to, soFar));
        tell(to, all);
    }

    private static boolean tell(OutputStream to, Count count) {
        String words = Numbers.of(count.messages()) + " match" + (count.complete() ? "" : " so far, counting …");
        try {
            to.write((words + "\n").getBytes(StandardCharsets.UTF_8));
            to.flush();
            return true;
        } catch (IOException e) {
            // The reader has gone, or looks for something else by now.
            return false;
        }
    }

    /** The filter box as a page first shows it. */
    static FilterBox box(View view) {
        FilterException wrong = view.wrong();
        if (wrong == null) {
            return new FilterBox(view.text(), view.text().isBlank() ? "" : "ok", "", "", "", view.force());
        }
        String caret = " ".repeat(Math.max(0, wrong.column() - 1)) + "^";
        String error = words(wrong) + " No filter is in force.";
        return new FilterBox(view.text(), "bad", "column " + wrong.column(), caret, error, "");
    }
}
