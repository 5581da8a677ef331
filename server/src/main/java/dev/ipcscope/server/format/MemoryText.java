package dev.ipcscope.server.format;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.server.page.Visible;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A memory at a moment for the terminal: what it is, its named values, its bytes. What the last snapshot changed has a
 * {@code *} behind it; {@code ??} is unknown. Lines like the one before them are left out.
 */
public final class MemoryText {

    private static final int WIDTH = 16;

    private MemoryText() {}

    /** Writes the text, with a line feed at its end, without holding it as a whole: a memory may be large. */
    public static void write(Moment moment, Range window, Appendable out) throws IOException {
        Conversation talk = moment.snapshot().conversation();
        int size = moment.image().size();
        line(out, talk.mechanism() + " " + talk.endpoint() + ", " + size + " bytes, conversation " + talk.number());
        line(
                out,
                "as of " + Times.utc(moment.snapshot().time()) + ", message "
                        + moment.snapshot().id()
                        + (moment.previous() == 0 ? "" : ", previous id:" + moment.previous())
                        + (moment.next() == 0 ? "" : ", next id:" + moment.next()));
        if (!moment.holders().isEmpty()) {
            line(
                    out,
                    "open in "
                            + moment.holders().stream().map(MemoryText::holder).collect(Collectors.joining(", ")));
        }
        if (moment.torn()) {
            line(out, "torn: the writer was at work while this was read");
        }
        if (!moment.doubt().isEmpty()) {
            line(out, moment.doubt());
        }
        for (Moment.Named value : moment.values()) {
            line(out, value(value));
        }
        bytes(out, moment, window);
    }

    private static void line(Appendable out, String text) throws IOException {
        out.append(Visible.line(text)).append('\n');
    }

    private static String holder(Moment.Holder holder) {
        return holder.name() + "(" + holder.pid() + ")" + (holder.writes() ? " may write" : "");
    }

    private static String value(Moment.Named value) {
        return String.format(
                Locale.ROOT,
                "  %06x%s %-24s %-12s %s%s",
                value.offset(),
                value.changed() ? "*" : " ",
                value.name(),
                value.type(),
                shown(value.value()),
                value.changed() && value.before() != null ? "   before: " + shown(value.before()) : "");
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "??" : value instanceof String text ? '"' + text + '"' : value.toString();
    }

    private static void bytes(Appendable out, Moment moment, Range window) throws IOException {
        int size = moment.image().size();
        int from = (int) Math.min(window.offset(), size);
        int end = (int) (from + Math.min(window.length(), size - from));
        String before = "";
        boolean left = false;
        for (int at = from; at < end; at += WIDTH) {
            String row = row(moment, at, Math.min(end, at + WIDTH));
            if (row.equals(before) && at + WIDTH < end) {
                out.append(left ? "" : "  …\n");
                left = true;
                continue;
            }
            out.append(String.format(Locale.ROOT, "  %06x ", at)).append(row).append('\n');
            before = row;
            left = false;
        }
    }

    private static String row(Moment moment, int from, int end) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (int at = from; at < from + WIDTH; at++) {
            if (at >= end) {
                hex.append("   ");
            } else if (moment.image().isKnown(at)) {
                byte b = moment.image().at(at);
                hex.append(Character.forDigit(b >> 4 & 15, 16))
                        .append(Character.forDigit(b & 15, 16))
                        .append(moment.changed().contains(at) ? '*' : ' ');
                text.append(b >= 0x20 && b < 0x7f ? (char) b : '·');
            } else {
                hex.append("?? ");
                text.append(' ');
            }
        }
        return hex + " " + text;
    }
}
