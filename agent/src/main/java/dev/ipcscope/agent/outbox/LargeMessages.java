package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.wire.FrameWriter;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message that no frame buffer holds: in parts, straight into the spool, in the caller's thread, all or
 * nothing. Parts and message stand together, so nobody else records meanwhile: a memory's first snapshot of 64 MiB
 * takes some 30 ms. Messages of that size don't come from relays, which read at most 64 KiB at once.
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

    /** Whether a message is of this kind. */
    static boolean isLarge(Entry entry) {
        return FrameWriter.ITEM_OVERHEAD + (long) entry.kept() + entry.detailsSize()
                > FrameWriter.roomOf(Encoder.FRAME) / 2;
    }

    /** Writes it; false when that can't be done now, and nothing is written then. */
    boolean write(OutboxLog log, Entry entry) {
        spool.io.lock();
        try {
            spooler.writeSealed();
            encoder.lock.lock();
            try {
                encoder.sealCurrent();
                spooler.writeSealed();
                spool.requireRoom(entry.kept() + (long) entry.detailsSize());
                writeOrRollBack(log, entry);
            } finally {
                encoder.lock.unlock();
            }
            return true;
        } catch (IOException e) {
            spooler.failed(e);
            return false;
        } finally {
            spool.io.unlock();
        }
    }

    private void writeOrRollBack(OutboxLog log, Entry entry) throws IOException {
        long mark = spool.mark();
        long seq = encoder.lastSeq();
        boolean announced = log.announced;
        long lost = log.lost;
        try {
            writeParts(log, entry);
            spool.publish(encoder.lastSeq());
        } catch (IOException e) {
            spool.rollBack(mark);
            encoder.takeBack(seq);
            encoder.restore(log, announced, lost);
            throw e;
        }
    }

    private void writeParts(OutboxLog log, Entry entry) throws IOException {
        Encoder.Frame frame = scratch;
        if (frame == null) {
            scratch = frame = new Encoder.Frame();
        }
        FrameWriter writer = frame.writer;
        writer.begin(encoder.timeBase());
        encoder.writePrefix(log, frame);
        long before = encoder.lastSeq();
        long seq = before + 1;
        int done = 0;
        ByteBuffer bytes = entry.bytes();
        while (bytes != null && done < entry.kept()) {
            int room = Math.min(Protocol.PART, writer.room() - FrameWriter.ITEM_OVERHEAD);
            int n = Math.min(entry.kept() - done, room);
            if (n < Math.min(SMALLEST_PART, entry.kept() - done)) {
                next(writer, before);
                continue;
            }
            writer.part(seq, done, bytes, entry.position() + done, n);
            done += n;
        }
        if (writer.room() < FrameWriter.ITEM_OVERHEAD + entry.detailsSize()) {
            next(writer, before);
        }
        encoder.takeBack(seq);
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
        encoder.ended(log, entry.kind());
    }

    private void next(FrameWriter writer, long lastSeq) throws IOException {
        spool.append(writer.seal(lastSeq), false);
        writer.begin(encoder.timeBase());
    }
}
