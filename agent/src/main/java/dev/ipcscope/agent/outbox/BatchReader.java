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

    /** Frames between two offsets of a segment. */
    record Batch(Segment segment, long end, long lastSeq, long messages, ByteBuffer bytes) {}

    BatchReader(Spool spool) {
        this.spool = spool;
        segment = spool.oldest().segment();
        offset = Segment.HEADER;
    }

    /** Bytes read and not yet released. */
    long inFlightBytes() {
        return inFlight;
    }

    /** Bytes that can be read from the segment at hand. */
    long available() {
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
        spool.serverHas(id, serverSeq);
        spool.acknowledge(segment, offset, serverSeq);
    }

    /** The next batch, or null when nothing of this identity is left now. */
    @Nullable
    Batch next() throws IOException {
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
        ByteBuffer bytes = take();
        segment.read(bytes, offset);
        bytes.flip();
        int at = 0;
        long last = lastSeq;
        for (int length = FrameReader.frameLength(bytes, at); length > 0; length = FrameReader.frameLength(bytes, at)) {
            last = FrameReader.lastSeq(bytes, at);
            at += length;
        }
        if (at == 0) {
            throw new IOException("no whole frame at byte " + offset + " of " + segment.file);
        }
        offset += at;
        inFlight += at;
        long messages = Math.max(0, last - lastSeq);
        lastSeq = last;
        return new Batch(segment, offset, last, messages, bytes.limit(at));
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
        free.add(bytes);
    }

    /** Nothing is in flight any more; buffers that a failed transport may still hold are left to it. */
    void forget() {
        inFlight = 0;
    }

    private ByteBuffer take() {
        ByteBuffer bytes = free.poll();
        return bytes == null ? ByteBuffer.allocateDirect(BATCH) : bytes.clear();
    }
}
