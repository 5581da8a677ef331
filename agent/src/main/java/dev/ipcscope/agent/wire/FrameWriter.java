package dev.ipcscope.agent.wire;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one frame after the other into a buffer that it owns. One thread at a time. The caller asks {@link #room}
 * before it writes; without room a {@link java.nio.BufferOverflowException} is thrown and the frame is spoilt.
 *
 * <p>Written by hand instead of with a generator of a library: 64-byte messages go straight from the tap's buffer into
 * the one that the kernel reads, without an object each.
 */
public final class FrameWriter {

    /** Bytes of a frame before its body: length, CRC, last sequence number. */
    public static final int HEADER = 16;

    /** What a message or a part takes at most besides payload and details. */
    public static final int ITEM_OVERHEAD = 64;

    /** What a conversation takes at most. */
    public static final int MAX_CONVERSATION = ConversationCodec.MAX_BYTES + ITEM_OVERHEAD;

    /** The smallest capacity: details and any conversation fit. */
    public static final int MIN_CAPACITY = 448 << 10;

    private static final int TIME_BASE_BYTES = 16;

    private final ByteBuffer buffer;
    private final CborWriter out;
    private final CRC32C crc = new CRC32C();
    private int items;

    /** Where the sequence numbers of messages and sessions stand; as many as there are. */
    private int[] numbers = new int[64];

    private int numbered;

    /** A writer of frames of at most this many bytes, header included. */
    public FrameWriter(int capacity) {
        if (capacity < MIN_CAPACITY || capacity > Protocol.MAX_FRAME) {
            throw new IllegalArgumentException("no frame buffer of " + capacity + " bytes");
        }
        buffer = ByteBuffer.allocateDirect(capacity);
        out = new CborWriter(buffer);
    }

    /** Begins an empty frame. */
    public void begin(long timeBase) {
        buffer.clear().position(HEADER);
        items = 0;
        numbered = 0;
        out.array(2);
        out.number(0);
        out.number(timeBase);
    }

    /** Items written since {@link #begin}, besides the time base. */
    public int items() {
        return items;
    }

    /** Items among them that have a sequence number of their own. */
    public int numbered() {
        return numbered;
    }

    /** Adds to the sequence numbers of all messages and sessions: something came in between before this frame. */
    public void renumber(long more) {
        for (int i = 0; i < numbered; i++) {
            buffer.putLong(numbers[i], buffer.getLong(numbers[i]) + more);
        }
    }

    private void number(long seq) {
        if (numbered == numbers.length) {
            numbers = Arrays.copyOf(numbers, numbered * 2);
        }
        out.wide(seq);
        numbers[numbered++] = buffer.position() - Long.BYTES;
    }

    /** Bytes that can still be written. */
    public int room() {
        return buffer.remaining();
    }

    /** Bytes written, header included. */
    public int size() {
        return buffer.position();
    }

    /** The room in an empty frame of this capacity. */
    public static int roomOf(int capacity) {
        return capacity - HEADER - TIME_BASE_BYTES;
    }

    /** The room that this conversation needs at most. */
    public static int roomFor(Conversation conversation) {
        return ConversationCodec.bound(conversation) + ITEM_OVERHEAD;
    }

    /** A conversation, new or known better. */
    public void talk(Conversation conversation) {
        out.array(3);
        out.number(1);
        out.number(conversation.number());
        ConversationCodec.write(conversation, out);
        items++;
    }

    /** A message whose payload (or the rest of it) is {@code kept} bytes of {@code bytes} from this position on. */
    public void message(
            long seq,
            long mono,
            long conversation,
            Kind kind,
            Direction direction,
            long length,
            @Nullable ByteBuffer bytes,
            int position,
            int kept,
            byte @Nullable [] details) {
        out.array(8);
        out.number(2);
        number(seq);
        out.number(mono);
        out.number(conversation);
        out.number(kind.ordinal() << 2 | direction.ordinal());
        out.number(length);
        if (bytes == null) {
            out.bytes(NO_BYTES);
        } else {
            out.bytes(bytes, position, kept);
        }
        if (details == null) {
            out.nothing();
        } else {
            out.bytes(details);
        }
        items++;
    }

    /** A part of the payload of the message {@code seq}, which follows. */
    public void part(long seq, long offset, ByteBuffer bytes, int position, int length) {
        out.array(4);
        out.number(3);
        out.number(seq);
        out.number(offset);
        out.bytes(bytes, position, length);
        items++;
    }

    /** A session begins; {@code clean} is false when the one before ended without notice. */
    public void session(long seq, boolean clean, String agentVersion) {
        out.array(4);
        out.number(4);
        number(seq);
        out.truth(clean);
        out.text(agentVersion);
        items++;
    }

    /** Completes the frame; the buffer is ready to be read from start to end and stays this writer's. */
    public ByteBuffer seal(long lastSeq) {
        int end = buffer.position();
        buffer.putInt(0, end - 8);
        buffer.putLong(8, lastSeq);
        crc.reset();
        crc.update(buffer.duplicate().limit(end).position(8));
        buffer.putInt(4, (int) crc.getValue());
        return buffer.duplicate().limit(end).position(0);
    }

    private static final byte[] NO_BYTES = {};
}
