package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tells where urgent bytes are in what a TCP socket receives (tcp(7), RFC 6093), as it is read by the JDK. They are read
 * in their place among the others (SO_OOBINLINE), since only the newest can be read apart, and only once.
 *
 * <p>A read stops before an urgent byte, but one that begins at it goes on behind it, and nothing tells afterwards. So
 * each read is preceded by a wait that says whether one has come (POLLPRI), and only then is it asked whether it is the
 * next (SIOCATMARK). What comes between wait and read doesn't matter, since a byte waits before it.
 *
 * <p>One thread waits; any may close.
 */
public final class UrgentBytes implements AutoCloseable {
    private static final long SIOCATMARK = 0x8905;
    private static final int SOL_SOCKET = 1;
    private static final int SO_OOBINLINE = 10;
    private static final byte[] ON = {1, 0, 0, 0};

    private final SocketChannel channel;
    private final Fd fd;
    private final ByteBuffer entry = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
    private final long address = Addresses.of(entry);
    private final int[] mark = new int[1];

    private UrgentBytes(SocketChannel channel, int number, Runnable closer) {
        this.channel = channel;
        this.fd = new Fd(number, closer);
        entry.putInt(0, number).putShort(4, (short) (Poll.IN | Poll.PRI));
    }

    /**
     * From now on urgent bytes stay in their place: of a channel that connects before it does, of one that accepts for all
     * that it accepts. Else the first is lost where two come before anything is read.
     */
    public static void keepInPlace(NetworkChannel channel) throws ErrnoException {
        int number = ChannelFd.of(channel);
        if (number >= 0 && Libc.setsockopt(number, SOL_SOCKET, SO_OOBINLINE, ON, ON.length) < 0) {
            throw ErrnoException.last("setsockopt SO_OOBINLINE");
        }
    }

    /**
     * Those of a connected channel in blocking mode that {@linkplain #keepInPlace keeps} them; null where they can't be told: not on Linux, or the JDK doesn't say
     * which socket it is.
     *
     * @param closer closes the channel, which nobody else does from now on
     */
    public static @Nullable UrgentBytes of(SocketChannel channel, Runnable closer) {
        int number = ChannelFd.of(channel);
        return number < 0 ? null : new UrgentBytes(channel, number, closer);
    }

    /**
     * Waits for something to read, the end included.
     *
     * @return true when the next byte is an urgent one; then exactly that is to be read
     */
    public boolean isNext() throws ErrnoException {
        int number = fd.acquire();
        try {
            return (await() & Poll.PRI) != 0 && isMark(number);
        } finally {
            fd.release();
        }
    }

    private int await() throws ErrnoException {
        entry.putShort(6, (short) 0);
        while (true) {
            int ready = Libc.poll(address, 1, -1);
            int errno = ready < 0 ? Native.getLastError() : 0;
            Reference.reachabilityFence(entry);
            if (errno == 0) {
                return entry.getShort(6);
            }
            if (errno != ErrnoException.EINTR) {
                throw new ErrnoException("can't wait for bytes", errno);
            }
        }
    }

    private boolean isMark(int number) throws ErrnoException {
        if (Libc.ioctl(number, SIOCATMARK, mark) < 0) {
            throw ErrnoException.last("SIOCATMARK");
        }
        return mark[0] != 0;
    }

    /** Has the channel closed: at once, or by the thread that waits, which is woken. */
    @Override
    public void close() {
        fd.close();
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // closed already, or broken off, which wakes, too
        }
    }
}
