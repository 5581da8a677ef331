package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives over Unix sockets with what travels beside the bytes: descriptors, credentials, names. One thread
 * at a time; a direction of a relay has one of its own. Only direct buffers.
 */
public final class UnixMessages {
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final long SIOCINQ = 0x541B;
    private static final int[] NONE = {};

    private final MessageHeader header = new MessageHeader();
    private final int[] count = new int[1];
    private @Nullable ByteBuffer known; // whose address this is
    private long knownAddress;

    /**
     * Waits for bytes or a message and puts them at the buffer's position, which moves on.
     *
     * @return how many; 0 at the end or for an empty message
     */
    public int receive(Fd fd, ByteBuffer into) throws ErrnoException {
        int number = fd.acquire();
        try {
            while (true) {
                header.toReceive(address(into) + into.position(), into.remaining());
                long read = Libc.recvmsg(number, header.address(), MSG_CMSG_CLOEXEC);
                int errno = read < 0 ? Native.getLastError() : 0;
                if (errno == 0) {
                    header.received();
                    into.position(into.position() + (int) read);
                    return (int) read;
                }
                if (errno != ErrnoException.EINTR) {
                    throw new ErrnoException("can't receive", errno);
                }
            }
        } finally {
            Reference.reachabilityFence(into);
            fd.release();
        }
    }

    /** Waits for a message and says how long it is without taking it; 0 at the end or for an empty one. */
    public int nextLength(Fd fd) throws ErrnoException {
        return peek(fd, 0, 0, MSG_TRUNC);
    }

    /**
     * Waits for bytes and copies at most so many behind the buffer's position, which stays, without taking them. {@link
     * #lostDescriptors} tells whether any come with these bytes.
     *
     * @return how many; 0 at the end
     */
    int peek(Fd fd, ByteBuffer into, int most) throws ErrnoException {
        try {
            return peek(fd, address(into) + into.position(), most, 0);
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    /** How many of so many bytes that wait in a stream came before the piece, of one send, that holds the last of them. */
    int beforeLastPiece(Fd fd, ByteBuffer into, int bytes) throws ErrnoException {
        header.toPeekOnto(address(into) + into.position(), bytes);
        try {
            return (int) peek(fd, 0);
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.EFAULT) {
                return 0;
            }
            throw e;
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    private int peek(Fd fd, long bytes, int most, int flags) throws ErrnoException {
        header.toPeek(bytes, most);
        return (int) peek(fd, flags);
    }

    private long peek(Fd fd, int flags) throws ErrnoException {
        int number = fd.acquire();
        try {
            while (true) {
                long length = Libc.recvmsg(number, header.address(), MSG_PEEK | flags);
                int errno = length < 0 ? Native.getLastError() : 0;
                if (errno == 0) {
                    return length;
                }
                if (errno != ErrnoException.EINTR) {
                    throw new ErrnoException("can't receive", errno);
                }
            }
        } finally {
            fd.release();
        }
    }

    /** Bytes that a stream socket has received and nobody has read (unix(7), SIOCINQ). */
    int queued(Fd fd) throws ErrnoException {
        int number = fd.acquire();
        try {
            if (Libc.ioctl(number, SIOCINQ, count) < 0) {
                throw ErrnoException.last("SIOCINQ");
            }
            return count[0];
        } finally {
            fd.release();
        }
    }

    /**
     * Sends bytes or one message from the buffer's position on, which moves by what was taken; waits while the other
     * end's queue is full.
     *
     * @param descriptors open files to pass; they stay the caller's
     * @param sender credentials to claim, or null for our own
     * @param to where to, or null on a connected socket
     */
    public void send(Fd fd, ByteBuffer bytes, int[] descriptors, @Nullable Credentials sender, @Nullable UnixAddress to)
            throws ErrnoException {
        int number = fd.acquire();
        try {
            while (true) {
                long at = address(bytes) + bytes.position();
                long sent = sendOnce(number, at, bytes.remaining(), descriptors, sender, to);
                int errno = sent < 0 ? Native.getLastError() : 0;
                if (errno == 0) {
                    bytes.position(bytes.position() + (int) sent);
                    return;
                }
                if (errno != ErrnoException.EINTR) {
                    throw new ErrnoException("can't send" + (to == null ? "" : " to " + to), errno);
                }
            }
        } finally {
            Reference.reachabilityFence(bytes);
            fd.release();
        }
    }

    private long sendOnce(
            int number, long at, int size, int[] descriptors, @Nullable Credentials sender, @Nullable UnixAddress to) {
        if (descriptors.length == 0 && sender == null && to == null) {
            return Libc.send(number, at, size, MSG_NOSIGNAL);
        }
        header.toSend(at, size, descriptors, sender, to);
        return Libc.sendmsg(number, header.address(), MSG_NOSIGNAL);
    }

    /** Sends bytes or one message on a connected socket. */
    public void send(Fd fd, ByteBuffer bytes) throws ErrnoException {
        send(fd, bytes, NONE, null, null);
    }

    /** The open files that came with what was last received; whoever asks closes them. */
    public int[] descriptors() {
        return header.descriptors();
    }

    /** The sender's credentials, when the socket asked for them. */
    public @Nullable Credentials credentials() {
        return header.credentials();
    }

    /** The sender's name; empty when it has none. */
    public UnixAddress sender() {
        return header.sender();
    }

    /** True when something besides bytes came: after {@link UnixSocket#passTimes} each message has, the end hasn't. */
    public boolean wasMessage() {
        return header.hadControl();
    }

    /** True when descriptors were lost because this process has too many files open, or were only looked at. */
    public boolean lostDescriptors() {
        return (header.flags() & MSG_CTRUNC) != 0;
    }

    /** Closes received files. */
    public static void close(int[] descriptors) {
        for (int descriptor : descriptors) {
            Libc.close(descriptor);
        }
    }

    private long address(ByteBuffer buffer) {
        if (buffer != known) {
            knownAddress = Addresses.of(buffer);
            known = buffer;
        }
        return knownAddress;
    }
}
