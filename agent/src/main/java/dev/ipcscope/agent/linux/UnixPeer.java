package dev.ipcscope.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks the kernel which socket is at the other end of a connected Unix socket (sock_diag(7), unix_diag.h): the one that
 * was accepted, which can belong to another process than the one that listens.
 */
public final class UnixPeer {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final int UDIAG_SHOW_PEER = 4;
    private static final int UNIX_DIAG_PEER = 2;
    private static final int HEADER = 16;
    private static final int MESSAGE = 16;

    private UnixPeer() {}

    /** The inode at the other end of the socket with this inode; -1 when there is none or the kernel doesn't tell. */
    public static long inode(long inode) {
        if (inode < 1) {
            return -1;
        }
        int netlink = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (netlink < 0) {
            return -1;
        }
        try (Fd fd = new Fd(netlink)) {
            UnixMessages io = new UnixMessages();
            ByteBuffer request = ByteBuffer.allocateDirect(HEADER + 24);
            request.put(request(inode)).flip();
            io.send(fd, request);
            if (Poll.await(fd, Poll.IN, 100) == 0) {
                return -1;
            }
            ByteBuffer answer = ByteBuffer.allocateDirect(4096);
            io.receive(fd, answer);
            byte[] bytes = new byte[answer.flip().remaining()];
            answer.get(bytes);
            return parse(bytes);
        } catch (ErrnoException e) {
            return -1;
        }
    }

    private static byte[] request(long inode) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + 24).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(out.capacity()).putShort(SOCK_DIAG_BY_FAMILY).putShort(NLM_F_REQUEST);
        out.putInt(1).putInt(0);
        out.put((byte) 1).put((byte) 0).putShort((short) 0).putInt(-1); // AF_UNIX, all states
        out.putInt((int) inode).putInt(UDIAG_SHOW_PEER).putInt(-1).putInt(-1); // any cookie
        return out.array();
    }

    /** Reads the answer. */
    static long parse(byte[] answer) {
        ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        if (answer.length < HEADER + MESSAGE || in.getShort(4) != SOCK_DIAG_BY_FAMILY) {
            return -1;
        }
        int end = Math.min(answer.length, in.getInt(0));
        for (int at = HEADER + MESSAGE; at + 4 <= end; ) {
            int length = in.getShort(at) & 0xFFFF;
            if (length < 4) {
                return -1;
            }
            if (in.getShort(at + 2) == UNIX_DIAG_PEER && length >= 8 && at + 8 <= end) {
                return in.getInt(at + 4) & 0xFFFFFFFFL;
            }
            at += length + 3 & ~3;
        }
        return -1;
    }
}
