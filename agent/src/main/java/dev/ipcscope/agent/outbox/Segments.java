package dev.ipcscope.agent.outbox;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;

/** The files of a spool, oldest first; there is always one when the spool is open. Guarded by the {@link Spool}. */
final class Segments implements Iterable<Segment> {

    private final ArrayDeque<Segment> all = new ArrayDeque<>();

    void add(Segment segment) {
        Segment last = all.peekLast();
        if (last != null) {
            last.next = segment;
        }
        all.add(segment);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Segment first() {
        return all.getFirst();
    }

    Segment removeFirst() {
        return all.removeFirst();
    }

    /** Whether everything in the oldest was committed and it isn't the one that is written. */
    boolean isFirstDone() {
        return all.size() > 1 && first().acknowledged >= first().published;
    }

    @Override
    public Iterator<Segment> iterator() {
        return all.iterator();
    }

    Spool.Position oldestUnacknowledged() {
        for (Segment segment : all) {
            if (segment.acknowledged < segment.published) {
                return new Spool.Position(segment, segment.acknowledged);
            }
        }
        Segment last = all.getLast();
        return new Spool.Position(last, last.acknowledged);
    }

    /** The oldest of this identity. */
    Optional<Segment> firstOf(UUID spool) {
        return all.stream().filter(s -> s.spool.equals(spool)).findFirst();
    }

    /** Notes that everything up to this place was committed; the bytes of which that wasn't known. */
    long acknowledge(Segment segment, long offset) {
        long more = 0;
        for (Segment each : all) {
            long to = each == segment ? offset : each.published;
            if (to > each.acknowledged) {
                more += to - each.acknowledged;
                each.acknowledged = to;
            }
            if (each == segment) {
                break;
            }
        }
        return more;
    }

    /** All of them belong to this identity, to which nothing was committed; the bytes that wait again. */
    long renew(UUID fresh) throws IOException {
        long again = 0;
        for (Segment segment : all) {
            again += segment.acknowledged - Segment.HEADER;
            segment.acknowledged = Segment.HEADER;
            segment.spool = fresh;
            segment.lostBefore = segment == first() ? Segment.UNKNOWN : 0;
            segment.writeHeader();
        }
        return again;
    }

    /** None of these files is to be used again. */
    void useOnce() {
        all.forEach(segment -> segment.reusable = false);
    }

    /** What the files held before they were used again is gone; in the one that is written it stays. */
    void cutTails() throws IOException {
        for (Segment segment : all) {
            if (segment != all.getLast()) {
                segment.cutTail();
            }
        }
    }

    void close() throws IOException {
        for (Segment segment : all) {
            segment.cutTail();
            segment.close();
        }
    }
}
