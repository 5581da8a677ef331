package dev.ipcscope.agent.linux;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The inode of one TCP socket of this machine, by its two ends (sock_diag(7), linux/inet_diag.h). */
public final class TcpInode {
    /** The kernel can't be asked like this: without the module tcp_diag it doesn't know any socket. */
    public static final long UNTOLD = -1;

    private static final byte AF_INET = 2;
    private static final byte AF_INET6 = 10;
    private static final byte IPPROTO_TCP = 6;
    private static final int LISTENING = 10;
    private static final int NAMES = SockDiag.HEADER + 4; // after family, state, timer and retransmissions
    private static final int NAMES_LENGTH = 36; // two ports, two addresses of 16 bytes
    private static final int INODE = SockDiag.HEADER + 68;

    private static volatile boolean everTold;

    private TcpInode() {}

    /**
     * The inode of the connected socket that has these ends, as its process sees them.
     *
     * @return 0 when there is no such socket or it is no process's (waiting to be accepted, or closed by its process);
     *     {@link #UNTOLD} when that isn't known
     */
    public static long of(InetSocketAddress local, InetSocketAddress remote) {
        byte[] body = body(local, remote);
        byte[] answer = SockDiag.ask(body);
        long inode = answer == null ? UNTOLD : parse(answer, body);
        everTold |= inode >= 0;
        return inode == UNTOLD && answer != null && everTold ? 0 : inode;
    }

    /** The inode of a socket that listens there, or on all addresses; below 1 when there is none or it isn't known. */
    public static long listening(InetSocketAddress local) {
        byte[] body = body(local, new InetSocketAddress(local.getAddress(), 0));
        byte[] answer = SockDiag.ask(body);
        return answer == null ? UNTOLD : parseListening(answer, body);
    }

    static long parseListening(byte[] answer, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        boolean listens = answer.length >= INODE + 4
                && in.getShort(4) == SockDiag.BY_FAMILY
                && in.get(SockDiag.HEADER + 1) == LISTENING
                && Arrays.equals(answer, NAMES, NAMES + 2, body, 8, 10);
        return listens ? in.getInt(INODE) & 0xFFFFFFFFL : UNTOLD;
    }

    /** {@code struct inet_diag_req_v2}: an exact question, of any state and cookie, on any device. */
    static byte[] body(InetSocketAddress local, InetSocketAddress remote) {
        byte[] here = local.getAddress().getAddress();
        byte[] there = remote.getAddress().getAddress();
        ByteBuffer out = ByteBuffer.allocate(56);
        out.put(here.length == 4 ? AF_INET : AF_INET6).put(IPPROTO_TCP).putShort((short) 0);
        out.putInt(-1);
        out.putShort((short) local.getPort()).putShort((short) remote.getPort());
        out.put(Arrays.copyOf(here, 16)).put(Arrays.copyOf(there, 16));
        out.putInt(0).putLong(-1);
        return out.array();
    }

    /**
     * Reads the answer: {@link #UNTOLD} for an error, which is the same for no socket and for no module. A listening
     * socket, which the kernel names when there is no connection, has other ends and is none.
     */
    static long parse(byte[] answer, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        if (answer.length < INODE + 4 || in.getShort(4) != SockDiag.BY_FAMILY) {
            return UNTOLD;
        }
        boolean same = Arrays.equals(answer, NAMES, NAMES + 4, body, 8, 12) && sameAddresses(answer, body);
        return same ? in.getInt(INODE) & 0xFFFFFFFFL : 0;
    }

    /** A socket of IPv6 that talks IPv4 answers with mapped addresses: then their last words are compared. */
    private static boolean sameAddresses(byte[] answer, byte[] body) {
        boolean mapped = body[0] == AF_INET && answer[SockDiag.HEADER] == AF_INET6;
        int length = body[0] == AF_INET ? 4 : 16;
        for (int end = 0; end < NAMES_LENGTH - 4; end += 16) {
            int at = NAMES + 4 + end + (mapped ? 12 : 0);
            if (!Arrays.equals(answer, at, at + length, body, 12 + end, 12 + end + length)) {
                return false;
            }
        }
        return true;
    }
}
