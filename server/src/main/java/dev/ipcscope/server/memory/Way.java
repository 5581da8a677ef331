package dev.ipcscope.server.memory;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.format.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshots that make a memory: from which to which, and what lies between. Filled from the last one back. */
final class Way {
    @Nullable
    Message last;

    @Nullable
    Message keyFrame;

    long start;
    long bytes;
    private long largest;
    private long lost;
    private boolean gap;
    private String error = "";

    /** Takes the next one back; false when that was enough. */
    boolean take(Message message) {
        if (message.kind() == Kind.CLOSE) {
            error = "The conversation ended at " + Times.utc(message.time()) + ": what came after wasn’t seen.";
            return true;
        }
        if (message.kind() == Kind.GAP) {
            Details.Gap told = message.details().gap();
            gap |= keyFrame == null;
            lost += keyFrame != null || told == null || told.count() == null ? 0 : told.count();
            return true;
        }
        last = last == null ? message : last;
        start = message.id();
        bytes += message.length();
        largest = Math.max(largest, MemoryImage.size(message.details()));
        if (!Boolean.TRUE.equals(message.details().attributes().get(SnapshotWords.KEY_FRAME))) {
            return true;
        }
        keyFrame = keyFrame == null ? message : keyFrame;
        return message == last; // one more, to tell what this one changed
    }

    /**
     * How large the memory was at its largest.
     *
     * @throws IllegalArgumentException in words when that is too large
     */
    int largest() {
        MemoryImage.refuseTooLarge(largest);
        return (int) largest;
    }

    /** Why the memory may not have been so, or empty. */
    String doubt() {
        if (keyFrame == null) {
            return "There is no snapshot of the whole memory before: what didn’t change since the oldest one is"
                    + " unknown.";
        }
        return gap
                ? (lost == 0 ? "Snapshots" : lost + " snapshots") + " were lost since the last one of the whole memory:"
                        + " some bytes may have been others."
                : error;
    }

    /** What the tap was told that the bytes mean. */
    Layout layout() {
        Object lines = keyFrame == null ? null : keyFrame.details().attributes().get(SnapshotWords.LAYOUT);
        if (!(lines instanceof List<?> list)) {
            return Layout.NONE;
        }
        try {
            return LayoutFile.parse(
                    String.join("\n", list.stream().map(String::valueOf).toList()));
        } catch (LayoutException e) {
            error = "The layout stored with the memory can’t be read: " + e.getMessage();
            return Layout.NONE;
        }
    }
}
