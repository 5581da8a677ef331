package dev.ipcscope.server.page;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.Query;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The view state that a URL carries: a filter and a capture.
 *
 * @param text the filter as written
 * @param filter the filter in force: the text's, or everything when that is wrong
 * @param wrong what is wrong with the text, or null
 * @param capture the capture shown
 */
public record View(String text, Filter filter, @Nullable FilterException wrong, Capture capture) {

    static View of(Context ctx, List<Capture> captures) {
        String filter = or(ctx.queryParam("filter"), "");
        String capture = ctx.queryParam("capture");
        return of(filter, capture == null ? holding(number(ctx.queryParam("id"), 0), captures) : capture, captures);
    }

    /** The number of the capture that holds a message; empty when none does. */
    private static String holding(long id, List<Capture> captures) {
        return captures.stream()
                .filter(c -> c.firstId() <= id && id <= c.lastId())
                .map(c -> String.valueOf(c.number()))
                .findFirst()
                .orElse("");
    }

    /** Reads a view; an unknown capture gives the live one. */
    public static View of(String text, String capture, List<Capture> captures) {
        try {
            return new View(text, FilterParser.parse(text), null, find(capture, captures));
        } catch (FilterException e) {
            return new View(text, Filter.ALL, e, find(capture, captures));
        }
    }

    private static Capture find(String wanted, List<Capture> captures) {
        for (Capture capture : captures) {
            if (wanted.equals(String.valueOf(capture.number()))) {
                return capture;
            }
        }
        return captures.get(captures.size() - 1);
    }

    /** The newest messages of this view. */
    public Query newest(int limit) {
        return Query.newest(filter, limit).withCapture(capture.number());
    }

    /** The part that an address names: upwards from the id in {@code after}, else the newest before the one in {@code before}. */
    Query part(Context ctx, int limit) {
        return newest(limit)
                .withAfter(number(ctx.queryParam("after"), 0))
                .withBefore(number(ctx.queryParam("before"), Long.MAX_VALUE))
                .withAscending(ctx.queryParam("after") != null);
    }

    /** Everything of this view, oldest first. */
    public Query all() {
        return Query.all(filter).withCapture(capture.number());
    }

    /** The filter in force as it is shown. */
    String force() {
        return wrong == null ? text.strip() : "";
    }

    /** The query string that leads back here. */
    String query() {
        String filtered = force().isEmpty() ? "" : "filter=" + encoded(force());
        String captured = capture.live() ? "" : (filtered.isEmpty() ? "" : "&") + "capture=" + capture.number();
        return filtered + captured;
    }

    /** The messages page of this capture, all of it. */
    String withoutFilter() {
        return capture.live() ? "/" : "/?capture=" + capture.number();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String or(@Nullable String text, String other) {
        return text == null ? other : text;
    }

    static long number(@Nullable String text, long other) {
        try {
            return text == null ? other : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return other;
        }
    }
}
