package dev.ipcscope.server.memory;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.memory.Places;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A memory as it was.
 *
 * @param snapshot the last one up to then; its payload may be missing
 * @param image the bytes that were asked for and those that have names
 * @param changed those of them that the snapshot changed; none when it is the first one
 * @param recent those that the snapshots of the second before changed
 * @param layout what they mean
 * @param doubt why it may not have been so, in words, or empty
 * @param holders the processes that had it open, as the agent saw them last
 * @param previous the snapshot before, 0 when there is none
 * @param next the snapshot after, 0 when there is none
 */
public record Moment(
        Message snapshot,
        MemoryImage image,
        Places changed,
        Places recent,
        Layout layout,
        String doubt,
        List<Holder> holders,
        long previous,
        long next) {

    /** Elements shown of each array. */
    private static final int ELEMENTS = 64;

    /** A process that has the memory open, and whether it may write. */
    public record Holder(long pid, String name, boolean writes) {}

    /**
     * A named value.
     *
     * @param value null when not all of its bytes are known
     * @param before what it was before the last snapshot; null when that isn't known
     * @param changed whether the last snapshot changed it
     */
    public record Named(
            String name,
            int offset,
            String type,
            @Nullable Object value,
            @Nullable Object before,
            boolean changed) {}

    /** Whether the writer was at work while the memory was read. */
    public boolean torn() {
        return Boolean.TRUE.equals(snapshot.details().attributes().get(SnapshotWords.TORN));
    }

    /** The named values in the order of the layout. */
    public List<Named> values() {
        ByteBuffer now = ByteBuffer.wrap(image.copy(0, Math.min(layout.end(), image.size())));
        ByteBuffer before = ByteBuffer.wrap(image.before(layout.end()));
        Map<String, Object> old = new HashMap<>();
        layout.values(before, ELEMENTS).forEach(value -> old.put(value.name(), value.value()));
        List<Named> values = new ArrayList<>();
        List<Layout.Value> all = layout.values(now, ELEMENTS);
        for (Layout.Value value : all) {
            boolean known = isKnown(value.offset(), value.length());
            Object was = old.get(value.name());
            values.add(new Named(
                    value.name(),
                    value.offset(),
                    value.type(),
                    known ? value.value() : null,
                    was,
                    known && !changed.isEmpty() && !value.value().equals(was)));
        }
        return values;
    }

    private boolean isKnown(int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            if (!image.isKnown(at)) {
                return false;
            }
        }
        return true;
    }
}
