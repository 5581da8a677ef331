package dev.ipcscope.agent.wire;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads frames of unknown origin. Whatever the bytes are, nothing but {@link IllegalArgumentException} in words is
 * thrown, and memory is bounded by the bytes given. Stateless, any number of threads.
 */
public final class FrameReader {

    private FrameReader() {}

    /** The whole length of the frame that begins here, header included, or -1 when its end isn't in the buffer. */
    public static int frameLength(ByteBuffer in, int position) {
        if (in.limit() - position < FrameWriter.HEADER) {
            return -1;
        }
        int length = in.getInt(position);
        if (length < 9 || length > Protocol.MAX_FRAME - 8) {
            throw new IllegalArgumentException("a frame of " + length + " bytes; the limits are 9 and "
                    + (Protocol.MAX_FRAME - 8) + ", at byte " + position);
        }
        return in.limit() - position < length + 8 ? -1 : length + 8;
    }

    /** The newest sequence number at the end of the frame that begins here and is wholly in the buffer. */
    public static long lastSeq(ByteBuffer in, int position) {
        return in.getLong(position + 8);
    }

    /** Whether the checksum of the frame that begins here and is wholly in the buffer is right. */
    public static boolean intact(ByteBuffer in, int position) {
        CRC32C crc = new CRC32C();
        crc.update(in.duplicate().limit(position + 8 + in.getInt(position)).position(position + 8));
        return (int) crc.getValue() == in.getInt(position + 4);
    }

    /**
     * All items of the whole frames between position and limit, which stay as they are. Payloads are slices of the
     * buffer: they are good for as long as nobody writes to it.
     *
     * @throws IllegalArgumentException in words, with the byte's offset, when anything is not as it should be
     */
    public static List<WireItem> read(ByteBuffer batch) {
        if (batch.remaining() > Protocol.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.remaining() + " bytes; the limit is " + Protocol.MAX_BATCH);
        }
        ByteBuffer in = batch.duplicate();
        List<WireItem> items = new ArrayList<>(Math.max(16, in.remaining() / 128));
        long newest = -1;
        while (in.hasRemaining()) {
            int start = in.position();
            int length = frameLength(in, start);
            if (length < 0) {
                throw new IllegalArgumentException("the batch ends within a frame, at byte " + start);
            }
            if (!intact(in, start)) {
                throw new IllegalArgumentException("the checksum of a frame is wrong, at byte " + start);
            }
            long last = lastSeq(in, start);
            ByteBuffer body = in.duplicate().limit(start + length).position(start + FrameWriter.HEADER);
            newest = readBody(new CborReader(body), newest, items);
            if (last < 0 || newest >= 0 && newest != last) {
                throw new IllegalArgumentException("a frame says that it ends with message " + last + " and ends with "
                        + newest + ", at byte " + start);
            }
            in.position(start + length);
        }
        return items;
    }

    private static long readBody(CborReader in, long newest, List<WireItem> items) {
        boolean first = true;
        while (!in.atEnd()) {
            WireItem item = item(in);
            if (first != item instanceof WireItem.TimeBase) {
                throw in.wrong("a time base belongs at the start of a frame and nowhere else");
            }
            first = false;
            long seq = seq(item);
            if (seq >= 0) {
                if (newest >= 0 && seq != newest + 1) {
                    throw in.wrong("message " + seq + " after message " + newest);
                }
                newest = seq;
            }
            items.add(item);
        }
        return newest;
    }

    private static long seq(WireItem item) {
        if (item instanceof WireItem.Item message) {
            return message.seq();
        }
        return item instanceof WireItem.Session session ? session.seq() : -1;
    }

    private static WireItem item(CborReader in) {
        int size = in.array();
        long type = in.unsigned();
        int wanted = switch ((int) Math.min(type, 9)) {
            case 0 -> 2;
            case 1 -> 3;
            case 2 -> 8;
            case 3, 4 -> 4;
            default -> throw in.wrong("no item has the type " + type);
        };
        if (size != wanted) {
            throw in.wrong("an item of type " + type + " with " + size + " elements");
        }
        return switch ((int) type) {
            case 0 -> new WireItem.TimeBase(in.number());
            case 1 -> talk(in);
            case 2 -> message(in);
            case 3 -> part(in);
            default -> new WireItem.Session(positive(in), in.truth(), in.text());
        };
    }

    private static WireItem talk(CborReader in) {
        long number = in.unsigned();
        Conversation conversation = ConversationCodec.read(in);
        if (conversation.number() != number) {
            throw in.wrong("a conversation with two numbers");
        }
        return new WireItem.Talk(conversation);
    }

    private static WireItem message(CborReader in) {
        long seq = positive(in);
        long mono = in.number();
        long conversation = in.unsigned();
        long code = in.unsigned();
        if (code > 0xff) {
            throw in.wrong("no kind and direction of code " + code);
        }
        Kind kind = Kind.of((int) code >> 2);
        Direction direction = Direction.of((int) code & 3);
        long length = in.unsigned();
        ByteBuffer payload = in.slice();
        byte[] details = in.nothing() ? null : in.bytes();
        if (details != null) {
            if (details.length > DetailsCodec.MAX_BYTES) {
                throw in.wrong("details of " + details.length + " bytes; the limit is " + DetailsCodec.MAX_BYTES);
            }
            var unused = DetailsCodec.decode(details);
        }
        if (payload.remaining() > length) {
            throw in.wrong("a payload of " + payload.remaining() + " bytes in a message of " + length);
        }
        return new WireItem.Item(seq, mono, conversation, kind, direction, length, payload, details);
    }

    private static WireItem part(CborReader in) {
        long seq = positive(in);
        long offset = in.unsigned();
        ByteBuffer bytes = in.slice();
        if (bytes.remaining() > Protocol.PART || !bytes.hasRemaining()) {
            throw in.wrong("a part of " + bytes.remaining() + " bytes; the limits are 1 and " + Protocol.PART);
        }
        if (offset + bytes.remaining() > Protocol.MAX_MESSAGE) {
            throw in.wrong("a message of more than " + Protocol.MAX_MESSAGE + " bytes");
        }
        return new WireItem.Part(seq, offset, bytes);
    }

    private static long positive(CborReader in) {
        long seq = in.unsigned();
        if (seq == 0) {
            throw in.wrong("sequence numbers begin with 1");
        }
        return seq;
    }
}
