package dev.ipcscope.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks the kernel which socket is at the other end of a connected Unix socket (sock_diag(7), unix_diag.h): the one that
 * was accepted, which can belong to another process than the one that listens.
 */
public final class UnixPeer {
    private static final int UDIAG_SHOW_PEER = 4;
    private static final int UNIX_DIAG_PEER = 2;
    private static final int MESSAGE = 16;

    private UnixPeer() {}

    /** The inode at the other end of the socket with this inode; -1 when there is none or the kernel doesn't tell. */
    public static long inode(long inode) {
        if (inode < 1) {
            return -1;
        }
        byte[] answer = SockDiag.ask(body(inode));
        return answer == null ? -1 : parse(answer);
    }

    private static byte[] body(long inode) {
        ByteBuffer out = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) 0).putShort((short) 0).putInt(-1); // AF_UNIX, all states
        out.putInt((int) inode).putInt(UDIAG_SHOW_PEER).putInt(-1).putInt(-1); // any cookie
        return out.array();
    }

    /** Reads the answer. */
    static long parse(byte[] answer) {
        ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        if (answer.length < SockDiag.HEADER + MESSAGE || in.getShort(4) != SockDiag.BY_FAMILY) {
            return -1;
        }
        int end = Math.min(answer.length, in.getInt(0));
        for (int at = SockDiag.HEADER + MESSAGE; at + 4 <= end; ) {
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
