package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.model.Details.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A memory's bytes as they were seen last. One thread. */
final class Snapshot {

    /** Small enough to stay in the processor's cache between reading and comparing. */
    private static final int CHUNK = 256 << 10;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private int size;

    /** How many bytes the memory had. */
    int size() {
        return size;
    }

    /** The bytes from the memory's start; valid until the next update, not to be changed. */
    ByteBuffer bytes() {
        return bytes.slice(0, size);
    }

    /** All of it as ranges. */
    List<Range> whole() {
        return size == 0 ? List.of() : List.of(new Range(0, size));
    }

    /**
     * Reads the memory and takes over what is new. Bytes beyond the old size count as changed.
     *
     * @param length how many bytes the memory has, at most {@link Integer#MAX_VALUE}; when it turns out to have fewer,
     *     those count
     * @return what differs from before
     * @throws OutOfMemoryError when a memory of that length doesn't fit; the old snapshot is still whole
     */
    List<Range> update(Memory memory, long length) throws IOException {
        reserve(Math.toIntExact(length));
        ChangedRanges changed = new ChangedRanges();
        int old = size;
        int at = 0;
        while (at < length) {
            int wanted = (int) Math.min(CHUNK, length - at);
            if (at + wanted <= old && !memory.mayDiffer(at, bytes.slice(at, wanted))) {
                at += wanted;
                continue;
            }
            chunk.clear().limit(wanted);
            memory.read(at, chunk);
            int got = chunk.position();
            take(at, got, Math.min(Math.max(old - at, 0), got), changed);
            at += got;
            if (got < wanted) {
                break;
            }
        }
        size = at;
        return changed.list();
    }

    /** The bytes of these ranges, one after the other. Valid until the next update. */
    ByteBuffer payload(List<Range> ranges) {
        if (ranges.size() == 1) {
            return slice(ranges.get(0));
        }
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(ChangedRanges.total(ranges)));
        for (Range range : ranges) {
            all.put(slice(range));
        }
        return all.flip();
    }

    private ByteBuffer slice(Range range) {
        return bytes.slice((int) range.offset(), (int) range.length());
    }

    private void reserve(int length) {
        if (length > bytes.capacity()) {
            int roomy = size == 0 ? length : (int) Math.min(Integer.MAX_VALUE - 8L, length + (length >> 2));
            ByteBuffer larger = ByteBuffer.allocateDirect(roomy);
            larger.put(0, bytes, 0, size);
            bytes = larger;
        }
    }

    /** Compares the first {@code known} bytes of the chunk with those at {@code at} and takes over all {@code got}. */
    private void take(int at, int got, int known, ChangedRanges changed) {
        boolean differs = compare(at, known, changed);
        if (got > known) {
            changed.add(at + (long) known, got - known);
        }
        if (differs || got > known) {
            bytes.put(at, chunk, 0, got);
        }
    }

    private boolean compare(int at, int length, ChangedRanges changed) {
        ByteBuffer before = bytes.slice(at, length);
        ByteBuffer now = chunk.slice(0, length);
        int from = 0;
        boolean differs = false;
        while (from < length) {
            int equal = before.position(from).mismatch(now.position(from));
            if (equal < 0) {
                break;
            }
            int end = endOfDifference(before, now, from + equal, length);
            changed.add((long) at + from + equal, end - from - equal);
            from = end;
            differs = true;
        }
        return differs;
    }

    /** Goes by words of eight bytes, since close ranges are joined anyway, then back to the last byte that differs. */
    private static int endOfDifference(ByteBuffer a, ByteBuffer b, int start, int length) {
        int end = start + 1;
        while (end + Long.BYTES <= length && a.getLong(end) != b.getLong(end)) {
            end += Long.BYTES;
        }
        while (end < length && end + Long.BYTES > length && a.get(end) != b.get(end)) {
            end++;
        }
        while (a.get(end - 1) == b.get(end - 1)) {
            end--;
        }
        return end;
    }
}
