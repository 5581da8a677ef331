package dev.ipcscope.agent.process;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6}: one line a socket, addresses as hexadecimal
 * 32-bit words in the machine's own order (Linux Documentation/networking/proc_net_tcp.rst).
 *
 * <pre>
 *   sl  local_address rem_address   st tx_queue:rx_queue tr:tm-&gt;when retrnsmt   uid  timeout inode
 *    0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 …
 * </pre>
 */
final class InetTable {
    private static final int LISTENING = 0x0A;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private InetTable() {}

    /**
     * One socket.
     *
     * @param state as in the kernel's enum; of TCP, 1 is established
     * @param inode 0 when it belongs to no process (waiting to be accepted, or closed by its process)
     * @param drops datagrams that found the receive queue full since the socket was made; only of UDP
     */
    record Row(End local, End remote, int state, long inode, long drops) {
        Row(End local, End remote, int state, long inode) {
            this(local, remote, state, inode, 0);
        }

        boolean listening() {
            return state == LISTENING;
        }
    }

    /**
     * An address and a port. IPv4 addresses are the same in whichever table they stand: a program that listens on both
     * has its IPv4 connections in tcp6, as ::ffff:a.b.c.d.
     */
    record End(String address, int port) {
        /** That of a Java address; null for a name that wasn't resolved. */
        static @Nullable End of(InetSocketAddress address) {
            InetAddress ip = address.getAddress();
            return ip == null ? null : new End(key(ip.getAddress()), address.getPort());
        }

        boolean isAny() {
            return address.chars().allMatch(c -> c == '0');
        }

        /** As a Java address. */
        InetSocketAddress toAddress() {
            try {
                return new InetSocketAddress(
                        InetAddress.getByAddress(HexFormat.of().parseHex(address)), port);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of " + address.length() / 2 + " bytes", e);
            }
        }
    }

    /** The sockets of a table; lines that look different are left out. */
    static List<Row> parse(String text) {
        List<Row> rows = new ArrayList<>();
        int at = text.indexOf('\n') + 1; // the heading
        while (at > 0 && at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            Row row = row(text.substring(at, end));
            if (row != null) {
                rows.add(row);
            }
            at = end + 1;
        }
        return rows;
    }

    private static @Nullable Row row(String line) {
        String[] fields = line.trim().split(" +", 14);
        if (fields.length < 10) {
            return null;
        }
        try {
            long drops = fields.length == 13 ? Long.parseLong(fields[12]) : 0;
            return new Row(
                    end(fields[1]), end(fields[2]), Integer.parseInt(fields[3], 16), Long.parseLong(fields[9]), drops);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static End end(String field) {
        int colon = field.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(field.substring(0, Math.max(colon, 0)));
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("no address: " + field);
        }
        for (int word = 0; word < bytes.length; word += 4) { // little-endian words; x86-64 and aarch64 both are
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        return new End(key(bytes), Integer.parseInt(field.substring(colon + 1), 16));
    }

    private static String key(byte[] address) {
        boolean mapped = address.length == 16 && Arrays.equals(address, 0, 12, MAPPED, 0, 12);
        return HexFormat.of().formatHex(address, mapped ? 12 : 0, address.length);
    }

    private static void swap(byte[] bytes, int a, int b) {
        byte kept = bytes[a];
        bytes[a] = bytes[b];
        bytes[b] = kept;
    }
}
