package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an interface is served: C706 appendix L (towers) and appendix I (their protocol identifiers).
 *
 * @param uuid of the interface
 * @param version {@code 1.0}
 * @param protocol the protocol sequence, {@code ncacn_ip_tcp}; {@code unknown} for others than those of IP, pipes and
 *     local calls
 * @param host an address or a name; empty when there is none
 * @param endpoint a port, a pipe's name or a local one's
 */
record Tower(String uuid, String version, String protocol, String host, String endpoint) {

    private static final int UUID_FLOOR = 0x0d;
    private static final Pattern BINDING = Pattern.compile(
            "(?:[0-9a-fA-F-]{36}@)?([a-z_]+):((?:\\\\.|[^\\[\\\\])*)(?:\\[((?:\\\\.|[^,\\]\\\\])*).*)?");

    /** Reads the octets of one; null when they are wrong. */
    static @Nullable Tower read(byte[] octets) {
        try {
            return read(ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /**
     * From a string binding, C706 section 3.1: {@code [object@]protocol:host[endpoint,options]}, in which a backslash makes
     * the letter behind it an ordinary one; null when it isn't of this form.
     */
    static @Nullable Tower parse(String uuid, String version, String binding) {
        Matcher parts = BINDING.matcher(binding);
        return parts.matches()
                ? new Tower(uuid, version, parts.group(1), plain(parts.group(2)), plain(parts.group(3)))
                : null;
    }

    private static String plain(@Nullable String escaped) {
        return escaped == null ? "" : escaped.replaceAll("\\\\(.)", "$1");
    }

    private static Tower read(ByteBuffer in) {
        int floors = in.getShort() & 0xffff;
        ByteBuffer left = part(in);
        ByteBuffer right = part(in);
        if (left.get() != UUID_FLOOR) {
            throw new IllegalArgumentException("the first floor is no interface");
        }
        String uuid = uuid(left);
        String version = (left.getShort() & 0xffff) + "." + (right.getShort() & 0xffff);
        part(in); // the transfer syntax
        part(in);
        String protocol = "unknown";
        String host = "";
        String endpoint = "";
        for (int i = 2; i < Math.min(floors, 8); i++) {
            int id = part(in).get() & 0xff;
            ByteBuffer value = part(in);
            switch (id) {
                case 0x07, 0x08 -> {
                    protocol = id == 0x07 ? "ncacn_ip_tcp" : "ncadg_ip_udp";
                    endpoint = String.valueOf(value.order(ByteOrder.BIG_ENDIAN).getShort() & 0xffff);
                }
                case 0x1f -> {
                    protocol = "ncacn_http";
                    endpoint = String.valueOf(value.order(ByteOrder.BIG_ENDIAN).getShort() & 0xffff);
                }
                case 0x09 -> host = address(value);
                case 0x0f -> {
                    protocol = "ncacn_np";
                    endpoint = text(value);
                }
                case 0x10 -> {
                    protocol = "ncalrpc";
                    endpoint = text(value);
                }
                case 0x11 -> host = text(value);
                default -> {} // what floor 3 says, the protocol sequence's name tells as well
            }
        }
        return new Tower(uuid, version, protocol, host, endpoint);
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static String address(ByteBuffer value) {
        return (value.get() & 255) + "." + (value.get() & 255) + "." + (value.get() & 255) + "." + (value.get() & 255);
    }

    private static String text(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        String text = new String(bytes, ISO_8859_1);
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }

    /** A UUID at the buffer's position, in its byte order. */
    static String uuid(ByteBuffer in) {
        StringBuilder out = new StringBuilder(36);
        out.append(String.format(
                Locale.ROOT, "%08x-%04x-%04x-", in.getInt(), in.getShort() & 0xffff, in.getShort() & 0xffff));
        for (int i = 0; i < 8; i++) {
            out.append(String.format(Locale.ROOT, "%02x", in.get() & 0xff)).append(i == 1 ? "-" : "");
        }
        return out.toString();
    }

    /** Writes one little endian. */
    static void put(ByteBuffer to, String uuid) {
        String hex = uuid.replace("-", "");
        to.putInt((int) Long.parseLong(hex.substring(0, 8), 16));
        to.putShort((short) Integer.parseInt(hex.substring(8, 12), 16));
        to.putShort((short) Integer.parseInt(hex.substring(12, 16), 16));
        for (int i = 16; i < 32; i += 2) {
            to.put((byte) Integer.parseInt(hex.substring(i, i + 2), 16));
        }
    }
}
