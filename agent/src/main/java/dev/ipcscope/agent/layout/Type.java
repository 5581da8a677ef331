package dev.ipcscope.agent.layout;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one element of a field is. The word of a type in a layout file is its name in lower case. */
enum Type {
    U8(1) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.get() & 0xffL;
        }
    },
    U16(2) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.getShort() & 0xffffL;
        }
    },
    U32(4) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.getInt() & 0xffffffffL;
        }
    },
    U64(8) {
        @Override
        Object value(ByteBuffer bytes) {
            long value = bytes.getLong();
            return value < 0 ? Long.toUnsignedString(value) : (Object) value;
        }
    },
    I8(1) {
        @Override
        Object value(ByteBuffer bytes) {
            return (long) bytes.get();
        }
    },
    I16(2) {
        @Override
        Object value(ByteBuffer bytes) {
            return (long) bytes.getShort();
        }
    },
    I32(4) {
        @Override
        Object value(ByteBuffer bytes) {
            return (long) bytes.getInt();
        }
    },
    I64(8) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.getLong();
        }
    },
    F32(4) {
        @Override
        Object value(ByteBuffer bytes) {
            return Double.parseDouble(Float.toString(bytes.getFloat())); // 0.1f stays 0.1
        }
    },
    F64(8) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.getDouble();
        }
    },
    BOOL(1) {
        @Override
        Object value(ByteBuffer bytes) {
            return bytes.get() != 0;
        }
    },
    FILETIME(8) {
        @Override
        Object value(ByteBuffer bytes) {
            long ticks = bytes.getLong();
            return time(Math.floorDiv(ticks, 10_000_000L) - 11_644_473_600L, Math.floorMod(ticks, 10_000_000L) * 100);
        }
    },
    UNIXS(8) {
        @Override
        Object value(ByteBuffer bytes) {
            return time(bytes.getLong(), 0);
        }
    },
    UNIXMS(8) {
        @Override
        Object value(ByteBuffer bytes) {
            long millis = bytes.getLong();
            return time(Math.floorDiv(millis, 1000L), Math.floorMod(millis, 1000L) * 1_000_000);
        }
    },
    UNIXNS(8) {
        @Override
        Object value(ByteBuffer bytes) {
            long nanos = bytes.getLong();
            return time(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
        }
    },
    UTF8(1) {
        @Override
        Object value(ByteBuffer bytes) {
            return text(bytes, StandardCharsets.UTF_8);
        }
    },
    ANSI(1) {
        @Override
        Object value(ByteBuffer bytes) {
            return text(bytes, WINDOWS_1252);
        }
    },
    UTF16(2) {
        @Override
        Object value(ByteBuffer bytes) {
            char[] units = new char[bytes.remaining() / 2];
            int length = 0;
            for (char unit = 1; length < units.length && unit != 0; ) {
                unit = bytes.getChar();
                units[length] = unit;
                length += unit == 0 ? 0 : 1;
            }
            return new String(units, 0, length);
        }
    },
    BYTES(1) {
        @Override
        Object value(ByteBuffer bytes) {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            return HexFormat.of().formatHex(all);
        }
    };

    private static final Charset WINDOWS_1252 = charset();

    /** Bytes of one element. */
    final int size;

    Type(int size) {
        this.size = size;
    }

    /** The value of one element (or of a whole text): a {@code Long}, {@code Double}, {@code Boolean} or string. */
    abstract Object value(ByteBuffer bytes);

    /** Whether {@code [N]} means the length of one value and not how many there are. */
    boolean isText() {
        return this == UTF8 || this == ANSI || this == UTF16 || this == BYTES;
    }

    /** The type of this word, or null. */
    static @Nullable Type of(String word) {
        for (Type type : values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** windows-1252 isn't in every runtime image; Latin-1 differs from it in 27 characters. */
    private static Charset charset() {
        return Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : StandardCharsets.ISO_8859_1;
    }

    private static String text(ByteBuffer bytes, Charset charset) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        int length = 0;
        while (length < all.length && all[length] != 0) {
            length++;
        }
        return new String(all, 0, length, charset);
    }

    /** UTC; a number of seconds where it is no time of the calendar. */
    private static Object time(long seconds, long nanos) {
        if (Math.abs(seconds) > 8_000_000_000_000L) {
            return seconds;
        }
        return Instant.ofEpochSecond(seconds, nanos).toString();
    }
}
