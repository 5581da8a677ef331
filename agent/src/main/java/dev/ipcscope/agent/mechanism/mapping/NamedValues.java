package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.SequenceCounter;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details.Range;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells which named values of a memory have changed. One thread. */
final class NamedValues {

    /** So many are told of one snapshot; the rest is counted. */
    static final int MAX = 64;

    /** So many are counted. */
    private static final int MAX_COUNTED = 10_000;

    private final Layout layout;

    /** The part of the memory that the layout speaks of, as it was told last. */
    private ByteBuffer before = ByteBuffer.allocate(0);

    NamedValues(Layout layout) {
        this.layout = layout;
    }

    @Nullable
    SequenceCounter sequence() {
        return layout.sequence();
    }

    /** Puts the layout into a key frame's attributes. */
    void layout(Map<String, Object> attributes) {
        if (!layout.isEmpty()) {
            attributes.put(SnapshotWords.LAYOUT, layout.lines());
        }
    }

    /** Puts what changed since the call before into a snapshot's attributes. */
    void changes(ByteBuffer now, List<Range> ranges, Map<String, Object> attributes) {
        if (layout.isEmpty()) {
            return;
        }
        List<Layout.Change> changes = layout.changes(before, now, ranges, MAX_COUNTED);
        if (!changes.isEmpty()) {
            attributes.put(
                    SnapshotWords.FIELDS,
                    changes.stream().limit(MAX).map(NamedValues::attributes).toList());
        }
        if (changes.size() > MAX) {
            attributes.put(SnapshotWords.MORE_FIELDS, (long) changes.size() - MAX);
        }
        remember(now, ranges);
    }

    private void remember(ByteBuffer now, List<Range> ranges) {
        int size = Math.min(layout.end(), now.limit());
        if (before.limit() != size) {
            before = ByteBuffer.allocate(size).put(0, now, 0, size);
            return;
        }
        for (Range range : ranges) {
            int from = (int) Math.min(range.offset(), size);
            before.put(from, now, from, (int) Math.min(range.length(), size - from));
        }
    }

    private static Map<String, Object> attributes(Layout.Change change) {
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put("name", change.name());
        attributes.put("value", change.value());
        if (change.before() != null) {
            attributes.put("before", change.before());
        }
        return attributes;
    }
}
