package dev.ipcscope.agent.wire;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One item of a frame, read back. */
public sealed interface WireItem {

    /** Unix ns at the agent's monotonic 0. */
    record TimeBase(long unixNanos) implements WireItem {}

    /** A conversation by its number in the spool, new or known better. */
    record Talk(Conversation conversation) implements WireItem {}

    /**
     * A message. {@code payload} is a slice of the batch that it was read from, whose position and limit nobody moves.
     * {@code details} are CBOR as {@link DetailsCodec} writes them, stored as they are; null for none.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Item(
            long seq,
            long mono,
            long conversation,
            Kind kind,
            Direction direction,
            long length,
            ByteBuffer payload,
            byte @Nullable [] details)
            implements WireItem {}

    /** A part of the payload of the message {@code seq}, at this offset of the payload; a slice like the payload. */
    record Part(long seq, long offset, ByteBuffer bytes) implements WireItem {}

    /**
     * An agent's session begins on this spool.
     *
     * @param clean false: the session before ended without notice, and what it hadn't spooled is lost
     */
    record Session(long seq, boolean clean, String agentVersion) implements WireItem {}
}
