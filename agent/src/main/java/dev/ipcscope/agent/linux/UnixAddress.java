package dev.ipcscope.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a Unix socket as bytes: a path, or an abstract name that begins with a zero byte (unix(7)). Written down,
 * an abstract name begins with {@code @} and its zero bytes are {@code @} as well, as in {@code /proc/net/unix}.
 */
public final class UnixAddress {
    /** Bytes of {@code sun_path}. */
    public static final int MAX = 108;

    private static final int FAMILY = 1; // AF_UNIX

    private final byte[] name;

    private UnixAddress(byte[] name) {
        this.name = name;
    }

    /**
     * From a path or {@code @name}.
     *
     * @throws IOException when it is longer than the kernel takes
     */
    public static UnixAddress of(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = bytes.length > 0 && bytes[0] == '@';
        if (isAbstract) {
            bytes[0] = 0;
        }
        if (bytes.length > (isAbstract ? MAX : MAX - 1)) {
            throw new IOException("the name " + text + " has " + bytes.length
                    + " bytes; Linux takes 107 for a Unix socket: use a shorter path");
        }
        return new UnixAddress(bytes);
    }

    /** From a {@code sockaddr_un}; empty for a socket without a name. */
    static UnixAddress of(byte[] address, int length) {
        if (length <= 2) {
            return new UnixAddress(new byte[0]);
        }
        int end = Math.min(length, address.length);
        if (address[2] != 0) { // a path ends at its zero byte
            for (int i = 2; i < end; i++) {
                if (address[i] == 0) {
                    end = i;
                }
            }
        }
        return new UnixAddress(Arrays.copyOfRange(address, 2, end));
    }

    /** As {@code sockaddr_un}: family, name, and for a path a zero byte. */
    byte[] bytes() {
        byte[] address = new byte[2 + name.length + (isPath() ? 1 : 0)];
        address[0] = FAMILY;
        System.arraycopy(name, 0, address, 2, name.length);
        return address;
    }

    /** True when the socket has no name. */
    public boolean isEmpty() {
        return name.length == 0;
    }

    /** True when it stands in the file system. */
    public boolean isPath() {
        return name.length > 0 && name[0] != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixAddress address && Arrays.equals(name, address.name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    /** A path, or {@code @name}; empty for a socket without a name. */
    @Override
    public String toString() {
        String text = new String(name, StandardCharsets.UTF_8);
        return isPath() || isEmpty() ? text : text.replace('\0', '@');
    }
}
