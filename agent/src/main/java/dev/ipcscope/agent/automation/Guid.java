package dev.ipcscope.agent.automation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.UUID;

/**
 * A GUID as classes, interfaces and type libraries have. Its bytes stand in memory with the first three parts
 * little-endian ([MS-DTYP] 2.3.4.2).
 */
public record Guid(UUID value) {

    /** Bytes of one. */
    public static final int SIZE = 16;

    /** All zero. */
    public static final Guid NULL = new Guid(new UUID(0, 0));

    /** Reads {@code {78D4ACEC-A177-4064-8E12-23D536EAB45F}}, with or without braces. */
    public static Guid parse(String text) {
        boolean braces = text.startsWith("{") && text.endsWith("}");
        String bare = braces ? text.substring(1, text.length() - 1) : text;
        if (!bare.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no GUID; one looks like {78D4ACEC-A177-4064-8E12-23D536EAB45F}");
        }
        return new Guid(UUID.fromString(bare));
    }

    /** Reads the next 16 bytes. */
    public static Guid read(ByteBuffer from) {
        ByteBuffer bytes = from.slice(from.position(), SIZE).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + SIZE);
        long high =
                (bytes.getInt() & 0xffffffffL) << 32 | (bytes.getShort() & 0xffffL) << 16 | bytes.getShort() & 0xffffL;
        return new Guid(new UUID(high, bytes.order(ByteOrder.BIG_ENDIAN).getLong()));
    }

    /** As it stands in memory. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        long high = value.getMostSignificantBits();
        out.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        out.order(ByteOrder.BIG_ENDIAN).putLong(value.getLeastSignificantBits());
        return out.array();
    }

    /** With braces, in capitals, as the registry has it. */
    @Override
    public String toString() {
        return "{" + value.toString().toUpperCase(Locale.ROOT) + "}";
    }
}
