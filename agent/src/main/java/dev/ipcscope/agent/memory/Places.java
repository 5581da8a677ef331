package dev.ipcscope.agent.memory;

import dev.ipcscope.agent.model.Details.Range;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Some bytes of a memory, a bit for each: where every other byte is meant, a list of ranges would be many times as large
 * as the memory. Iterated as ranges, ascending and apart from each other. Not thread-safe.
 */
public final class Places implements Iterable<Range> {

    private final BitSet bits;

    /** None, with room for those below an offset. */
    public Places(int end) {
        bits = new BitSet(end);
    }

    /** Adds the bytes from an offset to before another one. */
    void add(int from, int end) {
        bits.set(from, end);
    }

    /** Whether this byte is among them. */
    public boolean contains(int at) {
        return bits.get(at);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** How many bytes. */
    public int bytes() {
        return bits.cardinality();
    }

    @Override
    public Iterator<Range> iterator() {
        return new Iterator<>() {
            private int next = bits.nextSetBit(0);

            @Override
            public boolean hasNext() {
                return next >= 0;
            }

            @Override
            public Range next() {
                if (next < 0) {
                    throw new NoSuchElementException();
                }
                int end = bits.nextClearBit(next);
                Range range = new Range(next, end - next);
                next = bits.nextSetBit(end);
                return range;
            }
        };
    }
}
