package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TCP and UDP sockets of this machine with the processes that made them: GetExtendedTcpTable and
 * GetExtendedUdpTable of the IP helper API, which need no right. Addresses and ports stand in network order, the rest in
 * the machine's. Any number of threads.
 */
public final class SocketTable {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 23;
    private static final int TCP_TABLE_OWNER_PID_LISTENER = 3;
    private static final int TCP_TABLE_OWNER_PID_ALL = 5;
    private static final int UDP_TABLE_OWNER_PID = 1;
    private static final int INSUFFICIENT_BUFFER = 122;
    private static final int LISTEN = 2;
    private static final int HEADER = 4;
    private static final int TRIES = 5;

    /** Room for 1,100 rows at first: a table that doesn't fit is made once more, which under Wine takes as long again. */
    private static final int ROOM = 1 << 16;

    private SocketTable() {}

    /**
     * A socket.
     *
     * @param remote null for one that isn't connected; UDP tables don't tell
     * @param pid 0 when it belongs to no process any more
     */
    public record Socket(InetSocketAddress local, @Nullable InetSocketAddress remote, boolean listening, long pid) {}

    /** All TCP sockets. */
    public static List<Socket> tcp() throws IOException {
        List<Socket> all = new ArrayList<>(tcp(false));
        all.addAll(tcp(true));
        return all;
    }

    /**
     * All TCP sockets of one version of IP.
     *
     * @param six version 6
     */
    public static List<Socket> tcp(boolean six) throws IOException {
        return tcp(table(TCP_TABLE_OWNER_PID_ALL, true, six), six);
    }

    /** The TCP sockets that wait for clients. Under Wine this takes a small part of the time of {@link #tcp()}. */
    public static List<Socket> tcpListening() throws IOException {
        List<Socket> all = new ArrayList<>(tcp(table(TCP_TABLE_OWNER_PID_LISTENER, true, false), false));
        all.addAll(tcp(table(TCP_TABLE_OWNER_PID_LISTENER, true, true), true));
        return all;
    }

    /** All UDP sockets. */
    public static List<Socket> udp() throws IOException {
        List<Socket> all = new ArrayList<>(udp(table(UDP_TABLE_OWNER_PID, false, false), false));
        all.addAll(udp(table(UDP_TABLE_OWNER_PID, false, true), true));
        return all;
    }

    private static ByteBuffer table(int what, boolean tcp, boolean six) throws IOException {
        int family = six ? AF_INET6 : AF_INET;
        int[] size = {ROOM};
        for (int i = 0; i < TRIES; i++) {
            try (Memory answer = new Memory(size[0])) {
                long address = Pointer.nativeValue(answer);
                int error = tcp
                        ? Functions.GetExtendedTcpTable(address, size, false, family, what, 0)
                        : Functions.GetExtendedUdpTable(address, size, false, family, what, 0);
                if (error == 0) {
                    byte[] copy = answer.getByteArray(0, (int) answer.size());
                    return ByteBuffer.wrap(copy);
                }
                if (error != INSUFFICIENT_BUFFER) {
                    throw new Win32Exception("asking for the table of " + (tcp ? "TCP" : "UDP") + " sockets", error);
                }
                size[0] += size[0] / 4 + 1_024; // more may have come meanwhile
            }
        }
        throw new IOException("the table of sockets grows faster than it can be read");
    }

    /** MIB_TCPTABLE_OWNER_PID or MIB_TCP6TABLE_OWNER_PID. A count that promises more rows than there are is cut. */
    static List<Socket> tcp(ByteBuffer table, boolean six) {
        ByteBuffer bytes = table.slice().order(ByteOrder.LITTLE_ENDIAN);
        int row = six ? 56 : 24;
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0, at = HEADER; i < count(bytes, row); i++, at += row) {
            int state = bytes.getInt(six ? at + 48 : at);
            InetSocketAddress local = six ? end(bytes, at, 16, at + 20) : end(bytes, at + 4, 4, at + 8);
            InetSocketAddress remote = six ? end(bytes, at + 24, 16, at + 44) : end(bytes, at + 12, 4, at + 16);
            long pid = Integer.toUnsignedLong(bytes.getInt(six ? at + 52 : at + 20));
            sockets.add(new Socket(local, state == LISTEN ? null : remote, state == LISTEN, pid));
        }
        return sockets;
    }

    /** MIB_UDPTABLE_OWNER_PID or MIB_UDP6TABLE_OWNER_PID. */
    static List<Socket> udp(ByteBuffer table, boolean six) {
        ByteBuffer bytes = table.slice().order(ByteOrder.LITTLE_ENDIAN);
        int row = six ? 28 : 12;
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0, at = HEADER; i < count(bytes, row); i++, at += row) {
            InetSocketAddress local = six ? end(bytes, at, 16, at + 20) : end(bytes, at, 4, at + 4);
            long pid = Integer.toUnsignedLong(bytes.getInt(six ? at + 24 : at + 8));
            sockets.add(new Socket(local, null, false, pid));
        }
        return sockets;
    }

    private static int count(ByteBuffer bytes, int row) {
        return bytes.limit() < HEADER ? 0 : Math.max(0, Math.min(bytes.getInt(0), (bytes.limit() - HEADER) / row));
    }

    private static InetSocketAddress end(ByteBuffer bytes, int address, int length, int port) {
        byte[] ip = new byte[length];
        bytes.get(address, ip);
        int number = (bytes.get(port) & 0xff) << 8 | bytes.get(port + 1) & 0xff;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), number);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }

    /** Of iphlpapi.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("iphlpapi"));
        }

        private Functions() {}

        static native int GetExtendedTcpTable(long table, int[] size, boolean order, int family, int what, int zero);

        static native int GetExtendedUdpTable(long table, int[] size, boolean order, int family, int what, int zero);
    }
}
