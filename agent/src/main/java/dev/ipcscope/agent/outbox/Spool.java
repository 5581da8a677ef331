package dev.ipcscope.agent.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    private final Segments segments = new Segments(); // guarded by this
    private final AtomicLong waiting = new AtomicLong();
    private volatile UUID id;
    private final long sessionStart;
    private Segment newest; // guarded by io
    private volatile long writtenSeq;
    private volatile long acknowledgedSeq;

    private final Dictionary source;
    private final Spares spares;

    final Untold untold;

    Spool(Path folder, long limit, SpoolRecovery found, Dictionary source) throws IOException {
        this.folder = folder;
        this.limit = limit;
        this.segmentSize = Math.max(1 << 20, Math.min(64 << 20, limit / 8));
        this.source = source;
        this.spares = new Spares(segmentSize, limit);
        this.id = found.spool();
        this.untold = new Untold(found.segments());
        this.writtenSeq = found.lastSeq();
        for (Segment segment : found.segments()) {
            segments.add(segment);
        }
        this.acknowledgedSeq = segments.isEmpty() ? writtenSeq : segments.first().firstSeq - 1;
        for (Segment segment : found.segments()) {
            waiting.addAndGet(segment.published - Segment.HEADER);
        }
        sessionStart = found.nextNumber();
        newest = Segment.create(folder, found.nextNumber(), id, writtenSeq + 1, found.nextConversation());
        segments.add(newest);
        if (found.endLost()) {
            newest.lostBefore = Segment.UNKNOWN;
            newest.writeHeader();
            untold.afterDamage(id);
        }
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
        if (mayRotate && newest.written > Segment.HEADER && !newest.takes(size, segmentSize)) {
            rotate(spares.take());
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
    private void rotate(Spares.@Nullable Spare into) throws IOException {
        long number = newest.number + 1;
        long conversation = source.nextConversation();
        Segment next = into == null
                ? Segment.create(folder, number, id, writtenSeq + 1, conversation)
                : Segment.create(into, folder, number, id, writtenSeq + 1, conversation);
        try {
            source.writeTo(next, writtenSeq);
        } catch (IOException e) {
            next.delete();
            throw e;
        }
        waiting.addAndGet(next.written - Segment.HEADER);
        next.published = next.written;
        synchronized (this) {
            segments.add(next);
            newest = next;
            deleteAcknowledged();
        }
    }

    /** A place in the spool. */
    record Position(Segment segment, long offset) {}

    /** The oldest place that the server may not have committed yet. */
    synchronized Position oldestUnacknowledged() {
        return segments.oldestUnacknowledged();
    }

    /** Whether this much of a spool is no more than was written to it. */
    boolean resumable(UUID spool, long serverSeq) {
        return !spool.equals(id) || serverSeq <= writtenSeq;
    }

    /** The first sequence number that is there of this identity. */
    synchronized long firstSeq(UUID spool) {
        return segments.firstOf(spool).map(segment -> segment.firstSeq).orElse(0L);
    }

    /** A place at or before the first frame that a server lacks which has this much of a spool. */
    synchronized Position resumeAt(UUID spool, long serverSeq) {
        Position known = oldestUnacknowledged();
        if (known.segment().spool.equals(spool) && spool.equals(id) && serverSeq >= acknowledgedSeq) {
            return known;
        }
        return segments.firstOf(spool)
                .map(segment -> new Position(segment, Segment.HEADER))
                .orElse(known);
    }

    /** The oldest place that still exists; everything from there can be understood by a server that knows nothing. */
    synchronized Position oldest() {
        return new Position(segments.first(), Segment.HEADER);
    }

    /** The server has committed everything up to this number, which may be less than it was. */
    synchronized void serverHas(UUID spool, long seq) {
        if (spool.equals(id)) {
            acknowledgedSeq = seq;
        }
    }

    /** The server has committed everything up to this place. */
    synchronized void acknowledge(Segment segment, long offset, long seq) throws IOException {
        waiting.addAndGet(-segments.acknowledge(segment, offset));
        if (segment.spool.equals(id)) {
            acknowledgedSeq = Math.max(acknowledgedSeq, seq);
        }
        deleteAcknowledged();
    }

    private void deleteAcknowledged() throws IOException {
        while (segments.isFirstDone()) {
            spares.retire(segments.removeFirst());
        }
    }

    /** A new identity, for a server that has messages which are gone here; it has all sessions before, too. */
    void renew(long serverSeq) throws IOException {
        io.lock();
        try {
            synchronized (this) {
                UUID fresh = UUID.randomUUID();
                while (serverSeq > writtenSeq && segments.first().number < sessionStart) {
                    Segment known = segments.removeFirst();
                    waiting.addAndGet(known.acknowledged - known.published);
                    known.delete();
                }
                waiting.addAndGet(segments.renew(fresh));
                id = fresh;
                acknowledgedSeq = 0;
                untold.renewed(fresh);
            }
        } finally {
            io.unlock();
        }
    }

    /**
     * Everything acknowledged is deleted, the newest segment as well (a new one is begun), and what files held before they
     * were used again.
     */
    void eraseAcknowledged() throws IOException {
        io.lock();
        try {
            synchronized (this) {
                segments.useOnce();
            }
            spares.clear();
            if (newest.acknowledged > Segment.HEADER || newest.isReused()) {
                leaveNewest();
            }
            synchronized (this) {
                segments.cutTails();
            }
        } finally {
            io.unlock();
        }
    }

    /** On a disk so full that there is no room for another file, the bytes of this one go first, if the server has them. */
    private void leaveNewest() throws IOException {
        try {
            rotate(null);
        } catch (IOException e) {
            if (newest.acknowledged < newest.written) {
                throw e;
            }
            newest.spend(writtenSeq + 1, source.nextConversation());
            rotate(null);
        }
    }

    /** Deletes what is kept to be written again when it wasn't needed for a while. */
    void tidy() {
        try {
            spares.tidy();
        } catch (IOException e) { // tried again
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
                spares.clear();
                segments.close();
            }
        } finally {
            io.unlock();
        }
    }
}
