package dev.ipcscope.agent.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes CBOR (RFC 8949, section 3) into a buffer that its caller has made large enough
 * ({@link java.nio.BufferOverflowException} otherwise). One thread.
 */
final class CborWriter {

    private final ByteBuffer out;

    CborWriter(ByteBuffer out) {
        this.out = out;
    }

    void array(int size) {
        head(0x80, size);
    }

    void map(int size) {
        head(0xa0, size);
    }

    void number(long value) {
        if (value >= 0) {
            head(0x00, value);
        } else {
            head(0x20, ~value);
        }
    }

    /** A number in the longest form, so that another one can be put into its place. */
    void wide(long value) {
        out.put((byte) 0x1b).putLong(value);
    }

    void real(double value) {
        out.put((byte) 0xfb).putDouble(value);
    }

    void nothing() {
        out.put((byte) 0xf6);
    }

    void truth(boolean value) {
        out.put((byte) (value ? 0xf5 : 0xf4));
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        head(0x60, utf8.length);
        out.put(utf8);
    }

    /** A byte string of what lies between the position and this many bytes further; the source stays as it is. */
    void bytes(ByteBuffer source, int position, int length) {
        head(0x40, length);
        out.put(out.position(), source, position, length);
        out.position(out.position() + length);
    }

    void bytes(byte[] source) {
        head(0x40, source.length);
        out.put(source);
    }

    /** Any value that details may hold; throws {@link IllegalArgumentException} for others and for deep nesting. */
    void value(@Nullable Object value, int depth) {
        if (depth > CborReader.MAX_DEPTH) {
            throw new IllegalArgumentException("a value is nested deeper than " + CborReader.MAX_DEPTH);
        }
        if (value instanceof String text) {
            text(ConversationCodec.cut(text));
        } else if (value instanceof Boolean truth) {
            truth(truth);
        } else if (value instanceof Double || value instanceof Float) {
            real(((Number) value).doubleValue());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            number(((Number) value).longValue());
        } else if (value instanceof List<?> list) {
            array(list.size());
            for (Object element : list) {
                value(element, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            map(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text(String.valueOf(entry.getKey()));
                value(entry.getValue(), depth + 1);
            }
        } else {
            throw new IllegalArgumentException("no way to write "
                    + (value == null ? "null" : "a " + value.getClass().getName()));
        }
    }

    private void head(int major, long value) {
        if (value < 24) {
            out.put((byte) (major | value));
        } else if (value < 1L << 8) {
            out.put((byte) (major | 24)).put((byte) value);
        } else if (value < 1L << 16) {
            out.put((byte) (major | 25)).putShort((short) value);
        } else if (value < 1L << 32) {
            out.put((byte) (major | 26)).putInt((int) value);
        } else {
            out.put((byte) (major | 27)).putLong(value);
        }
    }
}
