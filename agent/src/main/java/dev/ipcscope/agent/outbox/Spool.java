package dev.ipcscope.agent.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on disk, in append-only segments, until the server has committed them.
 *
 * <p>Who writes holds {@link #io}. Written is written to the kernel's page cache, without fsync: it survives the end of
 * this process by any means. What is published may be sent. Reading and acknowledging go on beside writing.
 */
final class Spool implements Closeable {

    /** Guards writing. Taken before the encoder's lock, never after it. */
    final ReentrantLock io = new ReentrantLock();

    private final Path folder;
    private final long limit;
    private final long segmentSize;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>(); // guarded by this
    private final AtomicLong waiting = new AtomicLong();
    private volatile UUID id;
    private final long sessionStart;
    private Segment newest; // guarded by io
    private volatile long writtenSeq;
    private volatile long acknowledgedSeq;

    private final Dictionary source;

    final Untold untold;

    Spool(Path folder, long limit, SpoolRecovery found, Dictionary source) throws IOException {
        this.folder = folder;
        this.limit = limit;
        this.segmentSize = Math.max(1 << 20, Math.min(64 << 20, limit / 8));
        this.source = source;
        this.id = found.spool();
        this.untold = new Untold(found.segments());
        this.writtenSeq = found.lastSeq();
        for (Segment segment : found.segments()) {
            add(segment);
        }
        this.acknowledgedSeq = segments.isEmpty() ? writtenSeq : segments.getFirst().firstSeq - 1;
        for (Segment segment : found.segments()) {
            waiting.addAndGet(segment.published - Segment.HEADER);
        }
        sessionStart = found.nextNumber();
        newest = Segment.create(folder, found.nextNumber(), id, writtenSeq + 1, found.nextConversation());
        add(newest);
        if (found.endLost()) {
            newest.lostBefore = Segment.UNKNOWN;
            newest.writeHeader();
            untold.afterDamage(id);
        }
    }

    private synchronized void add(Segment segment) {
        Segment last = segments.peekLast();
        if (last != null) {
            last.next = segment;
        }
        segments.add(segment);
    }

    UUID id() {
        return id;
    }

    /** Refuses when the spool can't take so many bytes now; an empty spool takes a message of any size. */
    void requireRoom(long size) throws SpoolFullException {
        long now = waiting.get();
        if (now + size > limit && now > 0) {
            throw new SpoolFullException(limit);
        }
    }

    /**
     * Appends a frame; the caller holds {@link #io}. Nothing is written when this throws. Parts of a large message stay
     * in one segment ({@code mayRotate} false) so that they can be taken back; room was asked for before.
     */
    void append(ByteBuffer frame, boolean mayRotate) throws IOException {
        int size = frame.remaining();
        if (mayRotate) {
            requireRoom(size);
        }
        if (mayRotate && newest.written > Segment.HEADER && newest.written + size > segmentSize) {
            rotate();
        }
        newest.append(frame);
        waiting.addAndGet(size);
    }

    /** Where the next frame goes, to be given to {@link #rollBack}. The caller holds {@link #io}. */
    long mark() {
        return newest.written;
    }

    /** Takes back what was appended since the mark and wasn't published. */
    void rollBack(long mark) throws IOException {
        waiting.addAndGet(mark - newest.written);
        newest.truncate(mark);
    }

    /** Lets the sender see what was appended. The caller holds {@link #io}. */
    void publish(long lastSeq) {
        writtenSeq = lastSeq;
        newest.published = newest.written;
    }

    /** Begins a new segment that can be read without those before. The caller holds {@link #io}. */
    void rotate() throws IOException {
        Segment next = Segment.create(folder, newest.number + 1, id, writtenSeq + 1, source.nextConversation());
        try {
            source.writeTo(next, writtenSeq);
        } catch (IOException e) {
            next.delete();
            throw e;
        }
        waiting.addAndGet(next.written - Segment.HEADER);
        next.published = next.written;
        synchronized (this) {
            add(next);
            newest = next;
            deleteAcknowledged();
        }
    }

    /** A place in the spool. */
    record Position(Segment segment, long offset) {}

    /** The oldest place that the server may not have committed yet. */
    synchronized Position oldestUnacknowledged() {
        for (Segment segment : segments) {
            if (segment.acknowledged < segment.published) {
                return new Position(segment, segment.acknowledged);
            }
        }
        Segment last = segments.getLast();
        return new Position(last, last.acknowledged);
    }

    /** Whether this much of a spool is no more than was written to it. */
    boolean resumable(UUID spool, long serverSeq) {
        return !spool.equals(id) || serverSeq <= writtenSeq;
    }

    /** The first sequence number that is there of this identity. */
    synchronized long firstSeq(UUID spool) {
        return segments.stream()
                .filter(s -> s.spool.equals(spool))
                .mapToLong(s -> s.firstSeq)
                .findFirst()
                .orElse(0);
    }

    /** A place at or before the first frame that a server lacks which has this much of a spool. */
    synchronized Position resumeAt(UUID spool, long serverSeq) {
        Position known = oldestUnacknowledged();
        if (known.segment().spool.equals(spool) && spool.equals(id) && serverSeq >= acknowledgedSeq) {
            return known;
        }
        return segments.stream()
                .filter(s -> s.spool.equals(spool))
                .findFirst()
                .map(segment -> new Position(segment, Segment.HEADER))
                .orElse(known);
    }

    /** The oldest place that still exists; everything from there can be understood by a server that knows nothing. */
    synchronized Position oldest() {
        return new Position(segments.getFirst(), Segment.HEADER);
    }

    /** The server has committed everything up to this number, which may be less than it was. */
    synchronized void serverHas(UUID spool, long seq) {
        if (spool.equals(id)) {
            acknowledgedSeq = seq;
        }
    }

    /** The server has committed everything up to this place. */
    synchronized void acknowledge(Segment segment, long offset, long seq) throws IOException {
        for (Segment each : segments) {
            long to = each == segment ? offset : each.published;
            if (to > each.acknowledged) {
                waiting.addAndGet(each.acknowledged - to);
                each.acknowledged = to;
            }
            if (each == segment) {
                break;
            }
        }
        if (segment.spool.equals(id)) {
            acknowledgedSeq = Math.max(acknowledgedSeq, seq);
        }
        deleteAcknowledged();
    }

    private void deleteAcknowledged() throws IOException {
        while (segments.size() > 1) {
            Segment first = segments.getFirst();
            if (first.acknowledged < first.published) {
                return;
            }
            segments.removeFirst();
            first.delete();
        }
    }

    /** A new identity, for a server that has messages which are gone here; it has all sessions before, too. */
    void renew(long serverSeq) throws IOException {
        io.lock();
        try {
            synchronized (this) {
                UUID fresh = UUID.randomUUID();
                while (serverSeq > writtenSeq && segments.getFirst().number < sessionStart) {
                    Segment known = segments.removeFirst();
                    waiting.addAndGet(known.acknowledged - known.published);
                    known.delete();
                }
                for (Segment segment : segments) {
                    waiting.addAndGet(segment.acknowledged - Segment.HEADER);
                    segment.acknowledged = Segment.HEADER;
                    segment.spool = fresh;
                    segment.lostBefore = segment == segments.getFirst() ? Segment.UNKNOWN : 0;
                    segment.writeHeader();
                }
                id = fresh;
                acknowledgedSeq = 0;
                untold.renewed(fresh);
            }
        } finally {
            io.unlock();
        }
    }

    /** Everything acknowledged is deleted, the newest segment as well (a new one is begun). */
    void eraseAcknowledged() throws IOException {
        io.lock();
        try {
            if (newest.acknowledged > Segment.HEADER) {
                rotate();
            }
        } finally {
            io.unlock();
        }
    }

    /** After a failed write: what the newest segment holds beyond need is given back to the disk, if that works. */
    void makeRoom() {
        try {
            eraseAcknowledged();
        } catch (IOException e) { // not even room for a new file: tried again with the next write
        }
    }

    long writtenSeq() {
        return writtenSeq;
    }

    /** The sequence number up to which the server has committed everything of this spool. */
    long acknowledgedSeq() {
        return acknowledgedSeq;
    }

    long waitingBytes() {
        return waiting.get();
    }

    long limit() {
        return limit;
    }

    /** Notes that nothing was lost; the caller has written all it had and holds {@link #io}. */
    void markClosedWell() throws IOException {
        newest.closedWell = true;
        newest.writeHeader();
    }

    @Override
    public void close() throws IOException {
        io.lock();
        try {
            synchronized (this) {
                for (Segment segment : segments) {
                    segment.close();
                }
            }
        } finally {
            io.unlock();
        }
    }
}
