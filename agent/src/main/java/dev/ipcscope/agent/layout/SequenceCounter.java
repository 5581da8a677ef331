package dev.ipcscope.agent.layout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one tells that a memory was read while it was being written: a counter that is odd meanwhile (a seqlock), or two
 * counters that differ meanwhile.
 */
public final class SequenceCounter {

    private final Field first;
    private final @Nullable Field second;

    SequenceCounter(Field first, @Nullable Field second) {
        this.first = first;
        this.second = second;
    }

    /** A piece of memory to read: where a counter lies and how many bytes it has. */
    public record Place(int offset, int length) {}

    /** Where the counters lie, in the order in which {@link #isWhole} expects them. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        places.add(new Place(first.offset(), first.width()));
        if (second != null) {
            places.add(new Place(second.offset(), second.width()));
        }
        return places;
    }

    /**
     * Whether what was read between two looks at the counters is of one piece.
     *
     * @param before the counters' bytes before reading, one after the other
     * @param after the same after reading
     */
    public boolean isWhole(byte[] before, byte[] after) {
        return java.util.Arrays.equals(before, after) && isQuiet(after);
    }

    /** Whether nobody was writing when these counters were read. */
    public boolean isQuiet(byte[] counters) {
        Field other = second;
        if (other != null) {
            return ByteBuffer.wrap(counters, 0, first.width())
                    .equals(ByteBuffer.wrap(counters, first.width(), other.width()));
        }
        return (counters[first.bigEndian() ? first.width() - 1 : 0] & 1) == 0;
    }

    String line() {
        return second == null ? "seqlock " + first.name() : "counters " + first.name() + " " + second.name();
    }
}
