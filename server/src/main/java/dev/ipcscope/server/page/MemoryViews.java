package dev.ipcscope.server.page;

import dev.ipcscope.agent.memory.Places;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.web.MemoryLine;
import dev.ipcscope.web.MemoryView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A memory at a moment as the page shows it: a part of its bytes with the changed ones lit, and its named values. */
final class MemoryViews {

    /** Bytes shown at once. */
    static final int PART = 4096;

    private static final int WIDTH = 16;
    private static final int FIELDS = 500;

    private final Marks marks;

    MemoryViews(Marks marks) {
        this.marks = marks;
    }

    MemoryView of(Moment moment, long wanted, boolean newest) {
        Message snapshot = moment.snapshot();
        Conversation talk = snapshot.conversation();
        int size = moment.image().size();
        int from = (int) Math.max(0, Math.min(wanted, Math.max(0, size - 1)) / PART * PART);
        int end = Math.min(size, from + PART);
        List<Moment.Named> values = moment.values();
        String step = "/memory/" + talk.number() + "?from=" + from + "&at=";
        return new MemoryView(
                talk.number(),
                marks.of(talk.mechanism()),
                Visible.line(talk.endpoint()),
                Numbers.count(size, "byte"),
                moment.holders().stream().map(MemoryViews::holder).collect(Collectors.joining(", ")),
                snapshot.id(),
                Times.full(snapshot.time()),
                change(moment),
                moment.torn(),
                moment.doubt(),
                moment.previous() == 0 ? "" : step + moment.previous(),
                moment.next() == 0 ? "" : step + moment.next(),
                newest,
                "/memory/" + talk.number() + "?from=" + from,
                "/ui/memory/" + talk.number() + "?from=" + from,
                size <= PART
                        ? ""
                        : String.format(Locale.ROOT, "%04x to %04x of %s", from, end - 1, Numbers.count(size, "byte")),
                from == 0 ? "" : part(moment, from - PART, newest),
                end == size ? "" : part(moment, end, newest),
                lines(moment, from, end),
                values.stream().limit(FIELDS).map(MemoryViews::field).toList(),
                values.size() > FIELDS ? Numbers.of(values.size() - FIELDS) + " more values are in the JSON" : "");
    }

    private static String part(Moment moment, int from, boolean newest) {
        String at = newest ? "" : "&at=" + moment.snapshot().id();
        return "/memory/" + moment.snapshot().conversation().number() + "?from=" + from + at;
    }

    private static String holder(Moment.Holder holder) {
        return Visible.line(holder.name()) + " " + holder.pid() + (holder.writes() ? " may write" : " reads");
    }

    private static String change(Moment moment) {
        if (moment.changed().isEmpty()) {
            return moment.previous() == 0 ? "the first snapshot" : "no byte changed";
        }
        int places = 0;
        for (Range range : moment.changed()) {
            places += range.length() > 0 ? 1 : 0;
        }
        return Numbers.count(moment.changed().bytes(), "byte") + " changed in " + Numbers.count(places, "place");
    }

    private static MemoryView.Field field(Moment.Named value) {
        return new MemoryView.Field(
                String.format(Locale.ROOT, "%04x", value.offset()),
                Visible.line(value.name()),
                value.type(),
                Visible.line(SnapshotWording.shown(value.value())),
                value.changed() && value.before() != null ? Visible.line(SnapshotWording.shown(value.before())) : "",
                value.changed());
    }

    private static List<MemoryLine> lines(Moment moment, int from, int end) {
        Places changed = moment.changed();
        Places recent = moment.recent();
        List<MemoryLine> lines = new ArrayList<>();
        for (int row = from; row < end; row += WIDTH) {
            List<MemoryLine.Cell> cells = new ArrayList<>(WIDTH);
            for (int at = row; at < Math.min(end, row + WIDTH); at++) {
                if (moment.image().isKnown(at)) {
                    byte b = moment.image().at(at);
                    String css = changed.contains(at) ? "c" : recent.contains(at) ? "c2" : b == 0 ? "z" : "";
                    cells.add(new MemoryLine.Cell(
                            "" + Character.forDigit(b >> 4 & 15, 16) + Character.forDigit(b & 15, 16),
                            b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : "·",
                            css));
                } else {
                    cells.add(new MemoryLine.Cell("??", " ", "z"));
                }
            }
            lines.add(new MemoryLine(String.format(Locale.ROOT, "%04x", row), cells));
        }
        return lines;
    }
}
