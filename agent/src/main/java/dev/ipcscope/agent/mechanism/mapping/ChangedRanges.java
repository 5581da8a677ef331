package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.model.Details.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ranges that differ, added in ascending order; those that lie close together become one, since a range costs more than
 * the few bytes between two. However many changes there are, no more than {@link #MAX} ranges come out: where there
 * would be more, the nearest are joined, half of them at a time.
 */
final class ChangedRanges {

    /** Fewer unchanged bytes than this between two ranges: they are recorded as one. */
    static final int CLOSE = 64;

    /** So many ranges fit into the details of one message with room to spare. */
    static final int MAX = 4096;

    private List<Range> ranges = new ArrayList<>();

    /** Adds a range that begins at or after the end of the one before. */
    void add(long offset, long length) {
        Range range = new Range(offset, length);
        int last = ranges.size() - 1;
        if (last >= 0 && distance(ranges.get(last), range) < CLOSE) {
            ranges.set(last, join(ranges.get(last), range));
            return;
        }
        ranges.add(range);
        if (ranges.size() > MAX) {
            joinNearest();
        }
    }

    /** What stands in one of two ascending lists, or in both. */
    static List<Range> union(List<Range> one, List<Range> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        ChangedRanges all = new ChangedRanges();
        Stream.concat(one.stream(), other.stream())
                .sorted(Comparator.comparingLong(Range::offset))
                .forEach(all::addOver);
        return all.list();
    }

    /** As {@link #add}, but the range may begin within the one before. */
    private void addOver(Range range) {
        long end = ranges.isEmpty() ? 0 : end(ranges.get(ranges.size() - 1));
        long from = Math.max(range.offset(), end);
        if (end(range) > from) {
            add(from, end(range) - from);
        }
    }

    /** The ranges so far, ascending, at least {@link #CLOSE} bytes apart. */
    List<Range> list() {
        return List.copyOf(ranges);
    }

    /** How many bytes these ranges have together. */
    static long total(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    private void joinNearest() {
        BitSet joined = new BitSet();
        IntStream.range(1, ranges.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> distance(ranges.get(i - 1), ranges.get(i))))
                .limit(MAX / 2)
                .forEach(joined::set);
        List<Range> fewer = new ArrayList<>(MAX);
        for (int i = 0; i < ranges.size(); i++) {
            if (joined.get(i)) {
                int last = fewer.size() - 1;
                fewer.set(last, join(fewer.get(last), ranges.get(i)));
            } else {
                fewer.add(ranges.get(i));
            }
        }
        ranges = fewer;
    }

    private static long end(Range range) {
        return range.offset() + range.length();
    }

    private static long distance(Range a, Range b) {
        return b.offset() - end(a);
    }

    private static Range join(Range a, Range b) {
        return new Range(a.offset(), end(b) - a.offset());
    }
}
