package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.wire.FrameWriter;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message that no frame buffer holds: in parts, straight into the spool, in the caller's thread, all or
 * nothing. Meanwhile others go on recording into their frames, which follow; only who waits for a frame to be in the
 * spool waits until the parts are. Messages of that size don't come from streams, which are read in smaller pieces.
 */
final class LargeMessages {

    private static final int SMALLEST_PART = 64 << 10;

    private final Encoder encoder;
    private final Spool spool;
    private final Spooler spooler;
    private Encoder.@Nullable Frame scratch; // guarded by the spool's lock

    LargeMessages(Encoder encoder, Spool spool, Spooler spooler) {
        this.encoder = encoder;
        this.spool = spool;
        this.spooler = spooler;
    }

    /** Whether a message is of this kind: with all that may have to precede it, it doesn't fit into a frame. */
    static boolean isLarge(Entry entry) {
        return FrameWriter.ITEM_OVERHEAD + (long) entry.kept() + entry.detailsSize()
                > FrameWriter.roomOf(Encoder.FRAME) - Encoder.LONGEST_PREFIX;
    }

    /** Writes it; false when that can't be done now, and nothing of it is written then. */
    boolean write(OutboxLog log, Entry entry) {
        spool.io.lock();
        try {
            spooler.writeSealed();
            if (!writeAhead(log)) {
                return false;
            }
            spooler.writeSealed();
            spool.requireRoom(entry.kept() + (long) entry.detailsSize());
            writeOrRollBack(log, entry);
            return true;
        } catch (IOException e) {
            spooler.failed(e);
            return false;
        } finally {
            spool.io.unlock();
        }
    }

    private boolean writeAhead(OutboxLog log) {
        encoder.lock.lock();
        try {
            boolean done = encoder.writeDue(log);
            encoder.sealCurrent();
            return done;
        } finally {
            encoder.lock.unlock();
        }
    }

    private void writeOrRollBack(OutboxLog log, Entry entry) throws IOException {
        long mark = spool.mark();
        long seq = spool.writtenSeq() + 1;
        try {
            writeParts(log, entry, seq);
        } catch (IOException e) {
            spool.rollBack(mark);
            throw e;
        }
        spool.publish(seq);
        encoder.lock.lock();
        try {
            encoder.cameBetween(log, entry.kind());
        } finally {
            encoder.lock.unlock();
        }
    }

    private void writeParts(OutboxLog log, Entry entry, long seq) throws IOException {
        Encoder.Frame frame = scratch;
        if (frame == null) {
            scratch = frame = new Encoder.Frame();
        }
        FrameWriter writer = frame.writer;
        writer.begin(encoder.timeBase());
        int done = 0;
        ByteBuffer bytes = entry.bytes();
        while (bytes != null && done < entry.kept()) {
            int room = Math.min(Protocol.PART, writer.room() - FrameWriter.ITEM_OVERHEAD);
            int n = Math.min(entry.kept() - done, room);
            if (n < Math.min(SMALLEST_PART, entry.kept() - done)) {
                next(writer, seq - 1);
                continue;
            }
            writer.part(seq, done, bytes, entry.position() + done, n);
            done += n;
        }
        if (writer.room() < FrameWriter.ITEM_OVERHEAD + entry.detailsSize()) {
            next(writer, seq - 1);
        }
        writer.message(
                seq,
                entry.mono(),
                log.number,
                entry.kind(),
                entry.direction(),
                entry.length(),
                null,
                0,
                0,
                entry.details());
        spool.append(writer.seal(seq), false);
    }

    private void next(FrameWriter writer, long lastSeq) throws IOException {
        spool.append(writer.seal(lastSeq), false);
        writer.begin(encoder.timeBase());
    }
}
