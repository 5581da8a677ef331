package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.channels.NetworkChannel;
import org.jspecify.annotations.Nullable;

/**
 * What Linux knows of a socket and the JDK doesn't ask. The JDK tells the number of an open file only with {@code
 * --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, which the manifests of our jars ask for.
 */
public final class ChannelFd {
    private static final int SIOCOUTQ = 0x5411;
    private static final @Nullable Method NUMBER = number();

    private ChannelFd() {}

    private static @Nullable Method number() {
        try {
            Method method = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            method.setAccessible(true);
            return Linux.problem().isEmpty() ? method : null;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null;
        }
    }

    /** True when the JDK tells the numbers of open files here. */
    public static boolean isTold() {
        return NUMBER != null;
    }

    /** The number of a channel's open file, good until it is closed; -1 when the JDK doesn't tell or not on Linux. */
    public static int of(NetworkChannel channel) {
        Method method = NUMBER;
        try {
            return method == null ? -1 : (int) method.invoke(channel);
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }

    /** Bytes that a TCP socket has sent and whose receipt the other end hasn't confirmed (tcp(7), SIOCOUTQ). */
    public static int unconfirmed(int socket) throws ErrnoException {
        int[] bytes = new int[1];
        if (Libc.ioctl(socket, SIOCOUTQ, bytes) < 0) {
            throw new ErrnoException("SIOCOUTQ", Native.getLastError());
        }
        return bytes[0];
    }
}
