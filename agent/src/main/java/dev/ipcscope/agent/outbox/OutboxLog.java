package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.wire.DetailsCodec;
import dev.ipcscope.agent.wire.Protocol;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One conversation on its way into the outbox. The package-private fields are guarded by the encoder's lock. */
final class OutboxLog implements ConversationLog {

    private final Outbox outbox;
    private final TapRecorder tap;
    private final AtomicBoolean closed = new AtomicBoolean();
    final long number;
    final boolean block;

    Conversation conversation;
    boolean announced;
    long lost;
    String lostWhy = "";
    volatile boolean lostSinceAsked;

    @Nullable
    Entry lateClose;

    /** The serial number of the frame that has its end, or of one after it. */
    long endFrame;

    OutboxLog(Outbox outbox, TapRecorder tap, Conversation conversation) {
        this.outbox = outbox;
        this.tap = tap;
        this.conversation = conversation;
        this.number = conversation.number();
        this.block = tap.recordsFirst();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void record(
            Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
        if (!closed.get()) {
            outbox.put(this, entry(kind, direction, mono, length, bytes, details));
        }
    }

    private Entry entry(
            Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
        int present = bytes == null ? 0 : bytes.remaining();
        int kept = (int) Math.min(Math.min(present, tap.keep()), Protocol.MAX_MESSAGE);
        int position = bytes == null ? 0 : bytes.position();
        return new Entry(
                kind,
                direction,
                mono,
                Math.max(length, present),
                kept == 0 ? null : bytes,
                position,
                kept,
                encode(details));
    }

    private static byte @Nullable [] encode(Details details) {
        try {
            return DetailsCodec.encode(details);
        } catch (IllegalArgumentException e) {
            return DetailsCodec.encode(Details.of(Map.of("detailsFailed", String.valueOf(e.getMessage()))));
        }
    }

    @Override
    public void processes(@Nullable ProcessInfo client, @Nullable ProcessInfo server) {
        outbox.change(
                this, c -> c.withProcesses(client == null ? c.client() : client, server == null ? c.server() : server));
    }

    @Override
    public boolean lostSinceLastAsked() {
        if (!lostSinceAsked) {
            return false;
        }
        lostSinceAsked = false;
        return true;
    }

    @Override
    public void close(Details details) {
        if (closed.compareAndSet(false, true)) {
            tap.ended(this);
            outbox.put(this, entry(Kind.CLOSE, Direction.NONE, ConversationLog.now(), 0, null, details));
        }
    }
}
