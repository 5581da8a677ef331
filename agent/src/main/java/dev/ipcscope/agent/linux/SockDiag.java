package dev.ipcscope.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about one socket over netlink (sock_diag(7)): some ten microseconds, however many sockets there are,
 * where a table under {@code /proc/net} costs the reading of all.
 */
final class SockDiag {
    /** The type of a request, and of an answer that isn't an error. */
    static final short BY_FAMILY = 20;

    /** Bytes before the body of a request or an answer (netlink(7), struct nlmsghdr). */
    static final int HEADER = 16;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short NLM_F_REQUEST = 1;
    private static final int WAIT_MILLIS = 100; // it answers within the sending; only a bound

    private SockDiag() {}

    /** The kernel's answer to this body, its header included, to be read little-endian; null when there is none. */
    static byte @Nullable [] ask(byte[] body) {
        int netlink = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (netlink < 0) {
            return null;
        }
        try (Fd fd = new Fd(netlink)) {
            UnixMessages io = new UnixMessages();
            ByteBuffer request = ByteBuffer.allocateDirect(HEADER + body.length).order(ByteOrder.LITTLE_ENDIAN);
            request.putInt(request.capacity()).putShort(BY_FAMILY).putShort(NLM_F_REQUEST);
            request.putInt(1).putInt(0).put(body).flip();
            io.send(fd, request);
            if (Poll.await(fd, Poll.IN, WAIT_MILLIS) == 0) {
                return null;
            }
            ByteBuffer answer = ByteBuffer.allocateDirect(1024);
            io.receive(fd, answer);
            byte[] bytes = new byte[answer.flip().remaining()];
            answer.get(bytes);
            return bytes;
        } catch (ErrnoException e) {
            return null;
        }
    }
}
