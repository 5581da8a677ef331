package dev.ipcscope.agent.memory;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory, or a part of it, as a row of snapshots makes it. Snapshots are applied in order; one that comes without a
 * key frame before it leaves the bytes unknown that it doesn't tell. It takes the heap of the bytes that it keeps and
 * little more, in small pieces: a large one would need as much free heap in one place. Not thread-safe.
 */
public final class MemoryImage {

    /** No memory is rebuilt that is larger, in bytes. */
    public static final int MAX_SIZE = 256 << 20;

    private static final int PIECE = 16 << 10;

    private final List<Range> kept;
    private final int remembered;
    private final byte[] buffer = new byte[PIECE];
    private byte[] @Nullable [] pieces = {};
    private int size;
    private final BitSet unknown = new BitSet();
    private boolean begun;
    private final List<Overwritten> overwritten = new ArrayList<>();
    private int sizeBefore;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Overwritten(int offset, byte[] bytes) {}

    /** Of a whole memory, without what it was before. */
    public MemoryImage() {
        this(List.of(new Range(0, MAX_SIZE)), 0);
    }

    /**
     * Of a part.
     *
     * @param kept the bytes that are wanted; what lies around them isn't kept, or by chance
     * @param remembered of so many bytes from the start {@link #before} can be asked
     */
    public MemoryImage(List<Range> kept, int remembered) {
        this.kept = List.copyOf(kept);
        this.remembered = remembered;
    }

    /** How large a memory is by a snapshot of it, in bytes; not to be trusted. */
    public static long size(Details details) {
        return details.attributes().get(SnapshotWords.SIZE) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * Refuses a memory that no image can be made of.
     *
     * @throws IllegalArgumentException in words when it is larger than {@link #MAX_SIZE}
     */
    public static void refuseTooLarge(long size) {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a memory of " + size + " bytes can't be rebuilt; at most " + MAX_SIZE + " bytes can");
        }
    }

    /** The same as the other one with a payload that is at hand. */
    public void apply(Details details, byte[] payload) {
        try {
            apply(details, new ByteArrayInputStream(payload), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: it is at hand
        }
    }

    /**
     * Applies the next snapshot.
     *
     * @param details of the snapshot; what can't be true of one is left out
     * @param payload the bytes of its ranges, read as far as needed and not closed; may be fewer, since a tap may keep
     *     only a part of each message
     * @param changed takes those of the kept bytes that are others now, exactly (ranges may hold unchanged ones, too);
     *     or null
     * @throws IllegalArgumentException when the memory is larger than {@link #MAX_SIZE}
     */
    public void apply(Details details, InputStream payload, @Nullable Places changed) throws IOException {
        long told = size(details);
        refuseTooLarge(told);
        boolean knewAll = begun && unknown.isEmpty();
        sizeBefore = knewAll ? size : 0;
        overwritten.clear();
        resize((int) told);
        if (Boolean.TRUE.equals(details.attributes().get(SnapshotWords.KEY_FRAME))) {
            unknown.clear();
        } else if (!begun) {
            unknown.set(0, size);
        }
        begun = true;
        for (Range range : details.ranges()) {
            if (range.offset() >= 0 && range.length() >= 0 && range.offset() <= size) {
                int offset = (int) range.offset();
                int length = (int) Math.min(range.length(), size - offset);
                take(payload, offset, offset + length, changed);
                skip(payload, range.length() - length);
            }
        }
    }

    /** What is told beyond the end. */
    private static void skip(InputStream payload, long length) throws IOException {
        long left = length;
        while (left > 0 && payload.read() >= 0) {
            left -= 1 + payload.skip(left - 1);
        }
    }

    private void resize(int now) {
        for (int at = now; at < size; at = end(at, size)) {
            remember(at, Math.min(end(at, size), sizeBefore));
            byte[] piece = pieces[at / PIECE];
            if (piece != null) {
                Arrays.fill(piece, at % PIECE, PIECE, (byte) 0);
            }
        }
        if (now != size) {
            pieces = Arrays.copyOf(pieces, (now + PIECE - 1) / PIECE);
            unknown.clear(now, Math.max(now, unknown.length()));
            size = now;
        }
    }

    /** Where the piece ends that this byte lies in, or what is looked at. */
    private static int end(int at, int end) {
        return Math.min(end, (at / PIECE + 1) * PIECE);
    }

    private void take(InputStream payload, int from, int end, @Nullable Places changed) throws IOException {
        int at = from;
        while (at < end) {
            int wanted = end(at, end) - at;
            int read = payload.readNBytes(buffer, 0, wanted);
            lay(at, read, changed);
            unknown.clear(at, at + read);
            at += read;
            if (read < wanted) {
                unknown.set(at, end);
                return;
            }
        }
    }

    /** Takes over bytes, all of one piece, and notes those that differ. */
    private void lay(int offset, int length, @Nullable Places changed) {
        byte[] piece = piece(offset);
        if (piece == null) {
            return;
        }
        int known = Math.max(0, Math.min(length, sizeBefore - offset));
        remember(offset, offset + known);
        if (changed != null) {
            for (Range range : kept) {
                int from = (int) Math.max(0, range.offset() - offset);
                int end = (int) Math.min(length, range.offset() + range.length() - offset);
                note(offset, piece, from, Math.min(known, end), changed);
                int told = Math.max(from, known);
                if (told < end) {
                    changed.add(offset + told, offset + end);
                }
            }
        }
        System.arraycopy(buffer, 0, piece, offset % PIECE, length);
    }

    private void note(int offset, byte[] piece, int from, int end, Places changed) {
        int base = offset % PIECE;
        int i = from;
        while (i < end) {
            int same = Arrays.mismatch(piece, base + i, base + end, buffer, i, end);
            if (same < 0) {
                return;
            }
            int start = i + same;
            i = start;
            while (i < end && piece[base + i] != buffer[i]) {
                i++;
            }
            changed.add(offset + start, offset + i);
        }
    }

    private void remember(int from, int end) {
        int until = Math.min(end, remembered);
        if (from < until) {
            overwritten.add(new Overwritten(from, copy(from, until)));
        }
    }

    /** The piece that this byte lies in; null when none of it is wanted. */
    private byte @Nullable [] piece(int at) {
        byte[] piece = pieces[at / PIECE];
        if (piece != null) {
            return piece;
        }
        long start = at - at % PIECE;
        for (Range range : kept) {
            if (range.offset() < start + PIECE && range.offset() + range.length() > start) {
                piece = new byte[PIECE];
                pieces[at / PIECE] = piece;
                return piece;
            }
        }
        return null;
    }

    /** How many bytes the memory has. */
    public int size() {
        return size;
    }

    /** A byte below {@link #size}; 0 when it is {@link #isKnown unknown} or not kept. */
    public byte at(int at) {
        byte[] piece = pieces[at / PIECE];
        return piece == null ? 0 : piece[at % PIECE];
    }

    /** The bytes from an offset to before another one, as {@link #at}, in an array of their own. */
    public byte[] copy(int from, int end) {
        byte[] copy = new byte[end - from];
        for (int at = from; at < end; at = end(at, end)) {
            byte[] piece = pieces[at / PIECE];
            if (piece != null) {
                System.arraycopy(piece, at % PIECE, copy, at - from, end(at, end) - at);
            }
        }
        return copy;
    }

    /**
     * The first bytes as they were before the last snapshot; empty when not all of them were known.
     *
     * @param most at most so many, of those that are remembered
     */
    public byte[] before(int most) {
        int length = Math.min(Math.min(most, remembered), sizeBefore);
        byte[] old = Arrays.copyOf(copy(0, Math.min(length, size)), length);
        for (int i = overwritten.size() - 1; i >= 0; i--) { // ranges that overlap are undone backwards
            Overwritten part = overwritten.get(i);
            int undone = Math.min(part.bytes.length, old.length - part.offset);
            if (undone > 0) {
                System.arraycopy(part.bytes, 0, old, part.offset, undone);
            }
        }
        return old;
    }

    /** Whether a snapshot has told this byte. */
    public boolean isKnown(int at) {
        return at < size && !unknown.get(at);
    }

    /** How many bytes no snapshot has told, kept or not. */
    public int unknown() {
        return unknown.cardinality();
    }
}
