package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/** A native Unix socket (unix(7)): what the JDK's can't, and any type. Any number of threads. */
public final class UnixSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_PASSCRED = 16;
    private static final int SO_PEERCRED = 17;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_TIMESTAMP = 29;
    private static final int SO_SNDBUFFORCE = 32;

    private final Fd fd;

    private UnixSocket(Fd fd) {
        this.fd = fd;
    }

    /** The types of Unix sockets with their kernel numbers. */
    public enum Type {
        /** A stream of bytes. */
        STREAM(1),
        /** Single messages without a connection. */
        DGRAM(2),
        /** Messages over a connection. */
        SEQPACKET(5);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        /** As in {@code /proc/net/unix}. */
        public int number() {
            return number;
        }
    }

    /** Which end of {@link #shutdown}. */
    public enum Side {
        /** Nothing more is received. */
        READ,
        /** Nothing more is sent. */
        WRITE,
        /** Both. */
        BOTH
    }

    /** The process at the other end as it was when it connected or listened; pid 0 when it is out of our sight. */
    public record Credentials(int pid, int uid, int gid) {}

    /** A new socket, closed in child processes. */
    public static UnixSocket open(Type type) throws ErrnoException {
        int number = Libc.socket(AF_UNIX, type.number | CLOEXEC, 0);
        if (number < 0) {
            throw ErrnoException.last("can't make a Unix socket");
        }
        return new UnixSocket(new Fd(number));
    }

    /** Gives it a name; an empty address lets the kernel choose an abstract one. */
    public void bind(UnixAddress address) throws ErrnoException {
        byte[] bytes = address.bytes();
        call(number -> Libc.bind(number, bytes, bytes.length), "can't bind to " + address);
    }

    /** Lets the kernel choose an abstract name. */
    public void autobind() throws ErrnoException {
        byte[] family = {AF_UNIX, 0};
        call(number -> Libc.bind(number, family, family.length), "can't bind to a name of the kernel's choice");
    }

    /** Waits for connections. */
    public void listen(int backlog) throws ErrnoException {
        call(number -> Libc.listen(number, backlog), "can't listen");
    }

    /** Waits for the next connection; {@link #shutdown} ends the wait with EINVAL. */
    public UnixSocket accept() throws ErrnoException {
        int accepted = call(number -> Libc.accept4(number, 0, 0, CLOEXEC), "can't accept");
        return new UnixSocket(new Fd(accepted));
    }

    /**
     * Connects, waiting while the other's backlog is full.
     *
     * @param wanted asked each second whether it shall wait on
     * @throws ErrnoException EAGAIN when it isn't wanted any more
     */
    public void connect(UnixAddress address, BooleanSupplier wanted) throws ErrnoException {
        byte[] bytes = address.bytes();
        sendTimeout(1);
        while (true) {
            try {
                call(number -> Libc.connect(number, bytes, bytes.length), "can't connect to " + address);
                sendTimeout(0);
                return;
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.EAGAIN || !wanted.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }

    /** Connects if the other's backlog has room; false when it hasn't. */
    public boolean connectNow(UnixAddress address) throws ErrnoException {
        byte[] bytes = address.bytes();
        sendTimeout(0, 1);
        try {
            call(number -> Libc.connect(number, bytes, bytes.length), "can't connect to " + address);
            sendTimeout(0);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.EAGAIN) {
                throw e;
            }
            return false;
        }
    }

    /** Lets sends fail with EAGAIN when they waited so long; 0 for never. */
    public void sendTimeout(int seconds) throws ErrnoException {
        sendTimeout(seconds, 0);
    }

    private void sendTimeout(int seconds, int micros) throws ErrnoException {
        byte[] time = new byte[16]; // struct timeval
        time[0] = (byte) seconds;
        time[8] = (byte) micros;
        call(number -> Libc.setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, time, time.length), "SO_SNDTIMEO");
    }

    /** True when the other end has closed altogether, not just ended its sending. */
    public boolean peerIsGone() {
        try {
            return (Poll.now(fd, 0) & Poll.HUP) != 0;
        } catch (ErrnoException e) {
            return true;
        }
    }

    /** Ends one or both directions and whatever waits for them; errors don't matter. */
    public void shutdown(Side side) {
        try {
            call(number -> Libc.shutdown(number, side.ordinal()), "shutdown");
        } catch (ErrnoException e) {
            // already over
        }
    }

    /** The other end's credentials (SO_PEERCRED). */
    public Credentials peer() throws ErrnoException {
        byte[] value = new byte[12];
        call(number -> Libc.getsockopt(number, SOL_SOCKET, SO_PEERCRED, value, new int[] {12}), "SO_PEERCRED");
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return new Credentials(in.getInt(), in.getInt(), in.getInt());
    }

    /** Its own name. */
    public UnixAddress name() throws ErrnoException {
        byte[] address = new byte[2 + UnixAddress.MAX];
        int[] length = {address.length};
        call(number -> Libc.getsockname(number, address, length), "getsockname");
        return UnixAddress.of(address, length[0]);
    }

    /** Each message from now on comes with its sender's credentials. */
    public void passCredentials() throws ErrnoException {
        set(SO_PASSCRED, 1);
    }

    /** Each message from now on comes with a time, which tells an empty message from the end. */
    public void passTimes() throws ErrnoException {
        set(SO_TIMESTAMP, 1);
    }

    /** Lets messages of this size be sent, as far as we may. */
    public void allowMessagesOf(int bytes) throws ErrnoException {
        try {
            set(SO_SNDBUFFORCE, bytes);
        } catch (ErrnoException e) {
            set(SO_SNDBUF, bytes); // without rights up to net.core.wmem_max
        }
    }

    private void set(int option, int value) throws ErrnoException {
        byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
        call(number -> Libc.setsockopt(number, SOL_SOCKET, option, bytes, 4), "setsockopt " + option);
    }

    /** The inode under which {@code /proc} knows it; -1 when it is closed. */
    public long inode() {
        String link = fd.isClosed() ? null : Links.read("/proc/self/fd/" + fd.number());
        if (link == null || !link.startsWith("socket:[")) {
            return -1;
        }
        return Long.parseLong(link, 8, link.length() - 1, 10);
    }

    /** The open file. */
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        shutdown(Side.BOTH);
        fd.close();
    }

    private interface Call {
        int on(int number);
    }

    private int call(Call call, String what) throws ErrnoException {
        int number = fd.acquire();
        try {
            while (true) {
                int result = call.on(number);
                if (result >= 0) {
                    return result;
                }
                int errno = Native.getLastError();
                if (errno != ErrnoException.EINTR) {
                    throw new ErrnoException(what, errno);
                }
            }
        } finally {
            fd.release();
        }
    }
}
