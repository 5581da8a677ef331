package dev.ipcscope.agent.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the CBOR that {@link CborWriter} writes, from bytes of unknown origin: whatever they are, nothing but
 * {@link IllegalArgumentException} in words is thrown, and no more memory is taken than the bytes justify.
 */
final class CborReader {

    /** Values in values. */
    static final int MAX_DEPTH = 16;

    /** Bytes of one text. */
    static final int MAX_TEXT = 1 << 16;

    private final ByteBuffer in;

    CborReader(ByteBuffer in) {
        this.in = in;
    }

    boolean atEnd() {
        return !in.hasRemaining();
    }

    int position() {
        return in.position();
    }

    /** The size of an array, each element of which takes at least a byte. */
    int array() {
        return count(head(0x80, "an array"), 1);
    }

    void array(int size) {
        int found = array();
        if (found != size) {
            throw wrong("an array of " + found + " elements where " + size + " belong");
        }
    }

    int map() {
        return count(head(0xa0, "a map"), 2);
    }

    long number() {
        int first = peek();
        if ((first & 0xe0) == 0x20) {
            return ~argument();
        }
        return head(0x00, "a number");
    }

    /** A number that isn't negative. */
    long unsigned() {
        return head(0x00, "a number that isn't negative");
    }

    String text() {
        long length = head(0x60, "a text");
        if (length > MAX_TEXT || length > in.remaining()) {
            throw wrong("a text of " + length + " bytes; the limit is " + Math.min(MAX_TEXT, in.remaining()));
        }
        ByteBuffer utf8 = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw wrong("a text that is not UTF-8");
        }
    }

    byte[] bytes() {
        long length = bytesLength();
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    /** A byte string where it lies; it changes when the buffer does. */
    ByteBuffer slice() {
        long length = bytesLength();
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private long bytesLength() {
        long length = head(0x40, "a byte string");
        if (length > in.remaining()) {
            throw wrong("a byte string of " + length + " bytes where " + in.remaining() + " are left");
        }
        return length;
    }

    /** Steps over null; false when something else stands here. */
    boolean nothing() {
        if (peek() != 0xf6) {
            return false;
        }
        in.get();
        return true;
    }

    boolean truth() {
        int first = peek();
        if (first != 0xf4 && first != 0xf5) {
            throw wrong("not true or false");
        }
        in.get();
        return first == 0xf5;
    }

    @Nullable
    Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("values nested deeper than " + MAX_DEPTH);
        }
        int first = peek();
        switch (first >> 5) {
            case 0, 1:
                return number();
            case 3:
                return text();
            case 4:
                return list(depth);
            case 5:
                return object(depth);
            default:
                break;
        }
        if (first == 0xfb && in.remaining() >= 9) {
            in.get();
            return in.getDouble();
        }
        if (nothing()) {
            return null;
        }
        return truth();
    }

    private List<Object> list(int depth) {
        int size = array();
        List<Object> list = new ArrayList<>(Math.min(size, 64));
        for (int i = 0; i < size; i++) {
            Object element = value(depth + 1);
            if (element == null) {
                throw wrong("null in a list");
            }
            list.add(element);
        }
        return list;
    }

    private Map<String, Object> object(int depth) {
        int size = map();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String key = text();
            Object element = value(depth + 1);
            if (element == null) {
                throw wrong("null in a map");
            }
            map.put(key, element);
        }
        return map;
    }

    IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + ", at byte " + in.position());
    }

    private int peek() {
        if (!in.hasRemaining()) {
            throw wrong("the end where a value belongs");
        }
        return in.get(in.position()) & 0xff;
    }

    private long head(int major, String wanted) {
        if ((peek() & 0xe0) != major) {
            throw wrong("not " + wanted);
        }
        return argument();
    }

    private long argument() {
        int info = in.get() & 0x1f;
        if (info < 24) {
            return info;
        }
        if (info > 27 || in.remaining() < 1 << info - 24) {
            throw wrong(info > 27 ? "an indefinite or reserved length" : "the end within a number");
        }
        long value = switch (info) {
            case 24 -> in.get() & 0xffL;
            case 25 -> in.getShort() & 0xffffL;
            case 26 -> in.getInt() & 0xffff_ffffL;
            default -> in.getLong();
        };
        if (value < 0) {
            throw wrong("a number of more than 63 bits");
        }
        return value;
    }

    private int count(long size, int bytesEach) {
        if (size > in.remaining() / bytesEach) {
            throw wrong("a count of " + size + " where " + in.remaining() + " bytes are left");
        }
        return (int) size;
    }
}
