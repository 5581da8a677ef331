package dev.ipcscope.agent.memory;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A memory as a row of snapshots makes it. Snapshots are applied in order; one that comes without a key frame before it
 * leaves the bytes unknown that it doesn't tell. Not thread-safe.
 */
public final class MemoryImage {

    /** No memory is rebuilt that is larger, in bytes. */
    public static final int MAX_SIZE = 256 << 20;

    private byte[] bytes = {};
    private final BitSet unknown = new BitSet();
    private boolean begun;
    private List<Range> changed = List.of();
    private final List<Overwritten> overwritten = new ArrayList<>();
    private int sizeBefore;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Overwritten(int offset, byte[] bytes) {}

    /**
     * Applies the next snapshot.
     *
     * @param details of the snapshot; what can't be true of one is left out
     * @param payload the bytes of its ranges; may be fewer, since a tap may keep only a part of each message
     * @throws IllegalArgumentException when the memory is larger than {@link #MAX_SIZE}
     */
    public void apply(Details details, byte[] payload) {
        long size = details.attributes().get(SnapshotWords.SIZE) instanceof Number number ? number.longValue() : 0;
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a memory of " + size + " bytes can't be rebuilt; at most " + MAX_SIZE + " bytes can");
        }
        boolean knewAll = begun && unknown.isEmpty();
        sizeBefore = knewAll ? bytes.length : 0;
        overwritten.clear();
        resize((int) size, knewAll);
        if (Boolean.TRUE.equals(details.attributes().get(SnapshotWords.KEY_FRAME))) {
            unknown.clear();
        } else if (!begun) {
            unknown.set(0, bytes.length);
        }
        begun = true;
        List<Range> now = new ArrayList<>();
        int at = 0;
        for (Range range : details.ranges()) {
            if (range.offset() < 0 || range.length() < 0 || range.offset() > size) {
                continue;
            }
            int offset = (int) range.offset();
            int told = (int) Math.min(range.length(), payload.length - at);
            int laid = Math.min(told, bytes.length - offset);
            lay(payload, at, offset, laid, now);
            if (told < range.length()) {
                unknown.set(offset + laid, (int) Math.min(size, offset + range.length()));
            }
            at += told;
        }
        changed = now;
    }

    private void resize(int size, boolean knewAll) {
        if (size != bytes.length) {
            if (knewAll && size < bytes.length) {
                overwritten.add(new Overwritten(size, Arrays.copyOfRange(bytes, size, bytes.length)));
            }
            bytes = Arrays.copyOf(bytes, size);
            unknown.clear(size, Math.max(size, unknown.length()));
        }
    }

    /** Takes over bytes and notes those that differ. */
    private void lay(byte[] payload, int from, int offset, int length, List<Range> now) {
        int known = Math.max(0, Math.min(length, sizeBefore - offset));
        if (known > 0) {
            overwritten.add(new Overwritten(offset, Arrays.copyOfRange(bytes, offset, offset + known)));
        }
        int i = 0;
        while (i < length) {
            int start = i;
            while (i < length && (i >= known || bytes[offset + i] != payload[from + i])) {
                i++;
            }
            if (i > start) {
                now.add(new Range((long) offset + start, i - start));
            } else {
                i++;
            }
        }
        System.arraycopy(payload, from, bytes, offset, length);
        unknown.clear(offset, offset + length);
    }

    /** How many bytes the memory has. */
    public int size() {
        return bytes.length;
    }

    /** The bytes; those that are {@link #isKnown unknown} are 0. Read-only. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * The first bytes as they were before the last snapshot; empty when not all of them were known.
     *
     * @param most at most so many
     */
    public ByteBuffer before(int most) {
        byte[] old = Arrays.copyOf(bytes, Math.min(most, sizeBefore));
        for (int i = overwritten.size() - 1; i >= 0; i--) { // ranges that overlap are undone backwards
            Overwritten part = overwritten.get(i);
            int length = Math.min(part.bytes.length, old.length - part.offset);
            if (length > 0) {
                System.arraycopy(part.bytes, 0, old, part.offset, length);
            }
        }
        return ByteBuffer.wrap(old);
    }

    /** Whether a snapshot has told this byte. */
    public boolean isKnown(int at) {
        return at < bytes.length && !unknown.get(at);
    }

    /** How many bytes no snapshot has told. */
    public int unknown() {
        return unknown.cardinality();
    }

    /** The bytes that the last snapshot changed, exactly: its ranges may hold unchanged ones, too. */
    public List<Range> changed() {
        return changed;
    }
}
