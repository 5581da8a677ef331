package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.wire.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads batches of whole frames from the spool, in order. Used by the sender's thread. */
final class BatchReader {

    /** Bytes of a batch at most. */
    static final int BATCH = 4 << 20;

    private final Spool spool;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private volatile long inFlight;
    private Segment segment;
    private long offset;
    private long lastSeq;
    private @Nullable Batch over;

    /** Frames between two offsets of a segment; {@code own} bytes are a copy, others lie in the segment's file. */
    record Batch(Segment segment, long end, int frames, long before, long lastSeq, ByteBuffer bytes, boolean own) {
        /** Messages in it. */
        long messages() {
            return Math.max(0, lastSeq - before);
        }
    }

    BatchReader(Spool spool) {
        this.spool = spool;
        segment = spool.oldest().segment();
        offset = Segment.HEADER;
    }

    /** Bytes read and not yet released. */
    long inFlightBytes() {
        return inFlight;
    }

    /** Bytes that can be read from the segment at hand and the one after it: the end of a file is no reason to rest. */
    long ready() {
        Segment next = segment.next;
        return available() + (next == null ? 0 : next.published - Segment.HEADER);
    }

    private long available() {
        return segment.published - offset;
    }

    /** Begins at the first frame that a server with everything up to this number may lack; says so to the spool. */
    void resume(UUID id, long serverSeq) throws IOException {
        Spool.Position start = spool.resumeAt(id, serverSeq);
        segment = start.segment();
        offset = start.offset();
        lastSeq = serverSeq;
        ByteBuffer bytes = take();
        while (segment.spool.equals(id)) {
            bytes.clear();
            segment.read(bytes, offset);
            bytes.flip();
            int at = 0;
            int length = FrameReader.frameLength(bytes, at);
            while (length > 0 && FrameReader.lastSeq(bytes, at) < serverSeq) {
                at += length;
                length = FrameReader.frameLength(bytes, at);
            }
            offset += at;
            Segment next = segment.next;
            if (length > 0 || at == 0 && (next == null || available() > 0)) {
                break;
            }
            if (at == 0 && next != null) {
                segment = next;
                offset = Segment.HEADER;
            }
        }
        free.add(bytes);
        stepOver();
        spool.serverHas(id, serverSeq);
        spool.acknowledge(segment, offset, serverSeq);
    }

    /** What is before the end of this batch isn't read again. */
    void stepOver(Batch batch) {
        over = batch;
    }

    private void stepOver() {
        Batch last = over;
        if (last != null && (segment.number < last.segment.number || segment == last.segment && offset < last.end)) {
            segment = last.segment;
            offset = last.end;
        }
    }

    /** The next batch of so many frames at most, or null when nothing of this identity is left now. */
    @Nullable
    Batch next(int mostFrames) throws IOException {
        UUID id = segment.spool;
        while (available() == 0) {
            Segment next = segment.next;
            if (next == null || !next.spool.equals(id) || available() > 0) {
                break;
            }
            segment = next;
            offset = Segment.HEADER;
        }
        if (available() == 0) {
            return null;
        }
        ByteBuffer lying = segment.slice(offset, BATCH);
        ByteBuffer bytes = lying == null ? read() : lying;
        int at = 0;
        int frames = 0;
        long before = lastSeq;
        long last = before;
        for (int length = FrameReader.frameLength(bytes, at);
                length > 0 && frames < mostFrames;
                length = FrameReader.frameLength(bytes, at)) {
            last = FrameReader.lastSeq(bytes, at);
            at += length;
            frames++;
        }
        if (at == 0) {
            throw new IOException("no whole frame at byte " + offset + " of " + segment.file);
        }
        offset += at;
        inFlight += at;
        lastSeq = Math.max(before, last);
        return new Batch(segment, offset, frames, before, last, bytes.limit(at), lying == null);
    }

    /** Whether everything published was read. */
    boolean isAtEnd() {
        return available() == 0 && segment.next == null;
    }

    /** Whether everything of this identity was read and the spool goes on under another one. */
    boolean atEndOf(UUID id) {
        if (available() > 0) {
            return false;
        }
        Segment next = segment.next;
        return !segment.spool.equals(id) || next != null && !next.spool.equals(id);
    }

    /** The batch was acknowledged; its buffer is used again. */
    void release(ByteBuffer bytes, Batch batch) {
        inFlight -= bytes.limit();
        if (batch.own) {
            free.add(bytes);
        }
    }

    /** Nothing is in flight any more; buffers that a failed transport may still hold are left to it. */
    void forget() {
        inFlight = 0;
    }

    private ByteBuffer read() throws IOException {
        ByteBuffer bytes = take();
        segment.read(bytes, offset);
        return bytes.flip();
    }

    private ByteBuffer take() {
        ByteBuffer bytes = free.poll();
        return bytes == null ? ByteBuffer.allocateDirect(BATCH) : bytes.clear();
    }
}
