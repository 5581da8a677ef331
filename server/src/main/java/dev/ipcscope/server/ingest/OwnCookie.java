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

    /** For each byte where in the name it stands: bit 0 is the first place. */
    private static final int[] PLACES = new int[256];

    static {
        for (int i = 0; i < NAME.length; i++) {
            PLACES[NAME[i]] |= 1 << i;
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

    /**
     * Where the name begins, or -1. Two neighbours in eight bytes are looked at: wherever the name's nine stand, one such
     * pair is within. As no look waits for the one before, a processor does several at once.
     */
    private static int find(ByteBuffer payload, int from, int end) {
        for (int at = from; at + 1 < end; at += NAME.length - 1) {
            int places = PLACES[payload.get(at) & 0xff] & PLACES[payload.get(at + 1) & 0xff] >> 1;
            if (places != 0) {
                int start = around(payload, at, places, from, end);
                if (start >= 0) {
                    return start;
                }
            }
        }
        return -1;
    }

    /** Where a name begins of which the byte here may stand at one of these places, or -1. */
    private static int around(ByteBuffer payload, int at, int places, int from, int end) {
        for (int place = NAME.length - 2; place >= 0; place--) {
            int start = at - place;
            if ((places >> place & 1) != 0 && start >= from && start + NAME.length <= end) {
                int i = 0;
                while (i < NAME.length && payload.get(start + i) == NAME[i]) {
                    i++;
                }
                if (i == NAME.length) {
                    return start;
                }
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
