package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.agent.wire.FrameReader;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What to do about batches that the server calls malformed: it would do so for ever. The frames of such a batch are sent
 * one by one; the one that is refused again is given up, as a gap with the server's reason. The sender's thread's.
 */
final class Refusals {

    private final Uplink uplink;
    private final LongConsumer lost;
    private BatchReader.@Nullable Batch suspect;
    private @Nullable Skip skip;

    private record Skip(long next, Details.Gap gap) {}

    /** The stream has to be begun again; nothing has failed on the way to the server. */
    static final class StreamOver extends IOException {
        private static final long serialVersionUID = 1L;

        StreamOver(RefusedException refusal) {
            super(refusal.getMessage(), refusal);
        }
    }

    Refusals(Uplink uplink, LongConsumer lost) {
        this.uplink = uplink;
        this.lost = lost;
    }

    /** Whether frames are to be sent one by one, each after the answer to the one before. */
    boolean probing() {
        return suspect != null;
    }

    /** The server has taken this batch. */
    void taken(BatchReader.Batch batch) {
        BatchReader.Batch bad = suspect;
        if (bad != null
                && (batch.segment().number > bad.segment().number
                        || batch.segment() == bad.segment() && batch.end() >= bad.end())) {
            suspect = null;
        }
    }

    void refused(BatchReader.Batch batch, RefusedException why, BatchReader reader) {
        if (batch.frames() > 1) {
            suspect = batch;
            return;
        }
        taken(batch);
        reader.stepOver(batch);
        long through = lastTouched(batch);
        long count = through - batch.before();
        if (count > 0) {
            skip = new Skip(through + 1, new Details.Gap(count, String.valueOf(why.getMessage())));
        }
    }

    /** The last message that the batch has something of: parts belong to the one after its own. */
    private static long lastTouched(BatchReader.Batch batch) {
        long through = Math.max(batch.before(), batch.lastSeq());
        try {
            for (WireItem item : FrameReader.read(batch.bytes().duplicate().position(0))) {
                if (item instanceof WireItem.Part part) {
                    through = Math.max(through, part.seq());
                }
            }
        } catch (IllegalArgumentException e) {
            return through; // it can't be read here either: the frame's head has to do
        }
        return through;
    }

    /** Tells the server what was given up; true when it was, and the stream is to be begun again. */
    boolean skip(Uplink.Welcome welcome, UUID spool) throws IOException {
        Skip due = skip;
        if (due == null) {
            return false;
        }
        uplink.skip(welcome, spool, due.next(), due.gap());
        skip = null;
        Long count = due.gap().count();
        lost.accept(count == null ? 0 : count);
        return true;
    }
}
