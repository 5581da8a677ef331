package dev.ipcscope.server.ingest;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.wire.WireItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Masks the sessions of our own pages in what is captured: browsers send a cookie to all ports of a host, so a web
 * application behind a tap is sent ours, and whoever is given the capture could use it.
 *
 * <p>{@code ipcscope-PORT=VALUE} keeps its length, each character of the value becomes an asterisk. Only the first
 * {@value #LOOKED_AT} bytes of a message are looked at: no HTTP server takes longer headers, and bulk costs nothing.
 */
final class OwnCookie {

    static final int LOOKED_AT = 64 << 10;

    private static final byte[] NAME = "ipcscope-".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_PORT = 5;

    /** How far to go on when this byte stands under the name's last one: Horspool, Practical fast searching, 1980. */
    private static final byte[] SKIP = new byte[256];

    static {
        java.util.Arrays.fill(SKIP, (byte) NAME.length);
        for (int i = 0; i < NAME.length - 1; i++) {
            SKIP[NAME[i]] = (byte) (NAME.length - 1 - i);
        }
    }

    private OwnCookie() {}

    /** The same items; those with such a cookie are replaced by copies without its value. */
    static List<WireItem> mask(List<WireItem> items) {
        List<WireItem> masked = items;
        for (int i = 0; i < items.size(); i++) {
            WireItem instead = masked(items.get(i));
            if (instead != null) {
                masked = masked == items ? new ArrayList<>(items) : masked;
                masked.set(i, instead);
            }
        }
        return masked;
    }

    private static @Nullable WireItem masked(WireItem item) {
        if (item instanceof WireItem.Item message && message.kind() == Kind.DATA) {
            ByteBuffer payload = masked(message.payload());
            return payload == null
                    ? null
                    : new WireItem.Item(
                            message.seq(),
                            message.mono(),
                            message.conversation(),
                            message.kind(),
                            message.direction(),
                            message.length(),
                            payload,
                            message.details());
        }
        if (item instanceof WireItem.Part part && part.offset() == 0) {
            ByteBuffer bytes = masked(part.bytes());
            return bytes == null ? null : new WireItem.Part(part.seq(), part.offset(), bytes);
        }
        return null;
    }

    /** A copy with all values masked, or null when there is none. */
    static @Nullable ByteBuffer masked(ByteBuffer payload) {
        ByteBuffer copy = null;
        int end = payload.position() + Math.min(payload.remaining(), LOOKED_AT);
        int at = find(payload, payload.position(), end);
        while (at >= 0) {
            int value = valueAfter(payload, at + NAME.length, end);
            if (value < end && value >= 0 && !isEnd(payload.get(value))) {
                copy = copy == null
                        ? ByteBuffer.allocate(payload.remaining())
                                .put(payload.duplicate())
                                .flip()
                        : copy;
                while (value < payload.limit() && !isEnd(payload.get(value))) {
                    copy.put(value++ - payload.position(), (byte) '*');
                }
            }
            at = find(payload, at + NAME.length, end);
        }
        return copy;
    }

    private static int find(ByteBuffer payload, int from, int end) {
        int last = NAME.length - 1;
        for (int at = from; at + last < end; at += SKIP[payload.get(at + last) & 0xff]) {
            int i = last;
            while (i >= 0 && payload.get(at + i) == NAME[i]) {
                i--;
            }
            if (i < 0) {
                return at;
            }
        }
        return -1;
    }

    /** Where the value begins behind a port and an equals sign; -1 when those don't stand there. */
    private static int valueAfter(ByteBuffer payload, int port, int end) {
        int at = port;
        while (at < end && at - port < LONGEST_PORT && payload.get(at) >= '0' && payload.get(at) <= '9') {
            at++;
        }
        return at > port && at < end && payload.get(at) == '=' ? at + 1 : -1;
    }

    /** RFC 6265 section 4.1.1: none of these stands in a cookie's value. */
    private static boolean isEnd(byte b) {
        return b <= ' ' || b == ';' || b == ',' || b == '"' || b == '\\' || b == 0x7f;
    }
}
