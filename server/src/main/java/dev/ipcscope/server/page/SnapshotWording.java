package dev.ipcscope.server.page;

import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.web.Fact;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What snapshots of memory say besides their bytes, in words. */
final class SnapshotWording {

    /** Attributes that are shown in another form than the others. */
    static final Set<String> OWN =
            Set.of(SnapshotWords.FIELDS, SnapshotWords.MORE_FIELDS, SnapshotWords.LAYOUT, SnapshotWords.HOLDERS);

    private static final int IN_LINE = 3;
    private static final int TEXT = 40;

    private SnapshotWording() {}

    /** A named value that changed. */
    private record Change(
            String name,
            String value,
            String shortly,
            @Nullable String before) {}

    /** A line about a snapshot: the first changed values, then what else is to be said. */
    static String line(Details details, String rest) {
        List<Change> changes = changes(details);
        String values = changes.stream()
                .limit(IN_LINE)
                .map(change -> change.name + " " + change.shortly)
                .collect(Collectors.joining(", "));
        long more = changes.size() - IN_LINE + more(details.attributes());
        return Visible.line((values.isEmpty() ? "" : values + (more > 0 ? " and " + more + " more" : "") + " · ")
                + rest
                + (Boolean.TRUE.equals(details.attributes().get(SnapshotWords.TORN)) ? ", torn" : ""));
    }

    /** All changed values, for the detail. */
    static List<Fact> facts(Details details) {
        List<Fact> facts = new ArrayList<>();
        for (Change change : changes(details)) {
            String before = change.before == null ? "" : ", before " + change.before;
            facts.add(new Fact(Visible.line(change.name), Visible.line(change.value + before), "changed value"));
        }
        long more = more(details.attributes());
        if (more > 0) {
            facts.add(new Fact("Changed", Numbers.of(more) + " more values", ""));
        }
        holders(details).ifPresent(holders -> facts.add(new Fact("Processes", holders, "")));
        return facts;
    }

    /** The processes that have the memory open, where the message tells them. */
    static Optional<String> holders(Details details) {
        if (!(details.attributes().get(SnapshotWords.HOLDERS) instanceof List<?> list)) {
            return Optional.empty();
        }
        String holders = list.stream()
                .filter(Map.class::isInstance)
                .map(entry -> holder((Map<?, ?>) entry))
                .collect(Collectors.joining(", "));
        return Optional.of(Visible.line(holders.isEmpty() ? "open in no other process" : "open in " + holders));
    }

    private static String holder(Map<?, ?> holder) {
        String writes = "write".equals(holder.get("access")) ? " may write" : " reads";
        return holder.get("name") + " " + holder.get("pid") + writes;
    }

    private static long more(Map<String, Object> attributes) {
        return attributes.get(SnapshotWords.MORE_FIELDS) instanceof Number number ? number.longValue() : 0;
    }

    private static List<Change> changes(Details details) {
        List<Change> changes = new ArrayList<>();
        if (details.attributes().get(SnapshotWords.FIELDS) instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> map) {
                    Object before = map.get("before");
                    changes.add(new Change(
                            String.valueOf(map.get("name")),
                            shown(map.get("value")),
                            shortly(map.get("value")),
                            before == null ? null : shown(before)));
                }
            }
        }
        return changes;
    }

    /** A number with a fraction in five digits. */
    private static String shortly(@Nullable Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? new BigDecimal(number).round(new MathContext(5)).toString()
                : shown(value);
    }

    /** A value as a person reads it: texts in quotes, cut. */
    static String shown(@Nullable Object value) {
        if (value == null) {
            return "unknown";
        }
        String text = value.toString();
        String cut = text.length() > TEXT ? text.substring(0, TEXT) + "…" : text;
        return value instanceof String ? '"' + cut + '"' : cut;
    }
}
