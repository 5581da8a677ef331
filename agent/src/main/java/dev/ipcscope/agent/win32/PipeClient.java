package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.WString;
import dev.ipcscope.agent.win32.PipeShape.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Opens named pipes as their client. */
public final class PipeClient {

    private static final int MOST_THREADS = 4;

    /** So many connections take as long as it takes a thread to begin. */
    private static final int WORTH_A_THREAD = 4;

    private PipeClient() {}

    /**
     * Connects in the pipe's own mode, both ways where the pipe allows it, else the one way it has.
     *
     * @throws Win32Exception with {@link Win32Exception#FILE_NOT_FOUND} when there is no such pipe and
     *     {@link Win32Exception#PIPE_BUSY} when all its instances are in use
     */
    public static PipeEnd connect(String name) throws IOException {
        return connect(name, Impersonation.UNSAID);
    }

    /**
     * Connects for a client of ours, as that user where Windows lets us and with the impersonation level that the client
     * granted.
     *
     * @param client our server's end towards the client
     */
    public static PipeEnd connectFor(PipeEnd client, String name) throws IOException {
        return Impersonation.openAs(client, flags -> connect(name, flags));
    }

    private static PipeEnd connect(String name, int flags) throws IOException {
        Win32Exception denied = null;
        for (Access access : new Access[] {Access.DUPLEX, Access.OUTBOUND, Access.INBOUND}) {
            try {
                return connect(name, access, flags);
            } catch (Win32Exception e) {
                if (e.code() != Win32Exception.ACCESS_DENIED) {
                    throw e;
                }
                denied = denied == null ? e : denied;
            }
        }
        throw denied == null ? new Win32Exception("opening " + name, Win32Exception.ACCESS_DENIED) : denied;
    }

    /**
     * Waits for an instance that listens.
     *
     * @return 0 when there is one, {@link Win32Exception#SEM_TIMEOUT} when all are in use still,
     *     {@link Win32Exception#FILE_NOT_FOUND} when there is no such pipe, or another error
     */
    public static int await(String name, int milliseconds) {
        return Kernel32.WaitNamedPipeW(new WString(name), milliseconds) ? 0 : Native.getLastError();
    }

    private static PipeEnd connect(String name, Access access, int flags) throws IOException {
        return ended(name, access, open(name, access, flags));
    }

    /**
     * Whom a row of connections met.
     *
     * @param others the connections to other processes than ours
     * @param ownFirst true: the first that was opened met this process
     */
    public record Met(List<PipeEnd> others, boolean ownFirst) {}

    /**
     * Connects several times in a row and keeps what met another process; what met this one is closed again. As little as
     * possible is done between two connections, since clients of the pipe connect in the same moments. Many are made by
     * several threads.
     *
     * @param access the pipe's
     * @param likelyOwn how many of the first are believed to meet this process: nothing is asked between them
     * @param wanted ends when so many met another process
     * @param most how often at most; it ends earlier when nobody listens
     */
    public static Met connectToOthers(String name, Access access, long ownPid, int likelyOwn, int wanted, int most) {
        int threads = Math.max(1, Math.min(MOST_THREADS, (likelyOwn + wanted) / WORTH_A_THREAD));
        List<Met> met = Collections.synchronizedList(new ArrayList<>());
        Together.each(
                Collections.nCopies(threads, name),
                (same, number) -> met.add(connectInARow(
                        same,
                        access,
                        ownPid,
                        share(likelyOwn, threads),
                        share(wanted, threads),
                        share(most, threads))));
        return new Met(
                met.stream().flatMap(row -> row.others().stream()).toList(),
                met.stream().anyMatch(Met::ownFirst));
    }

    private static int share(int number, int of) {
        return (number + of - 1) / of;
    }

    private static Met connectInARow(String name, Access access, long ownPid, int likelyOwn, int wanted, int most) {
        long[] handles = new long[most];
        boolean[] other = new boolean[most];
        int count = 0;
        int asked = 0;
        for (int met = 0; count < most && met < wanted; ) {
            long handle = openFor(name, access);
            if (handle == Kernel32.INVALID_HANDLE) {
                break;
            }
            handles[count++] = handle;
            for (; count >= likelyOwn && asked < count; asked++) {
                other[asked] = isOther(handles[asked], ownPid);
                met += other[asked] ? 1 : 0;
            }
        }
        for (; asked < count; asked++) {
            other[asked] = isOther(handles[asked], ownPid);
        }
        List<PipeEnd> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!other[i]) {
                Kernel32.CloseHandle(handles[i]);
                continue;
            }
            try {
                others.add(ended(name, access, handles[i]));
            } catch (IOException e) {
                // The server has hung it up already; its handle is closed.
            }
        }
        return new Met(others, count > 0 && !other[0]);
    }

    private static long openFor(String name, Access access) {
        return Kernel32.CreateFileW(
                new WString(name),
                clientAccess(access),
                0,
                0,
                Kernel32.OPEN_EXISTING,
                Kernel32.FILE_FLAG_OVERLAPPED,
                0);
    }

    private static boolean isOther(long handle, long ownPid) {
        int[] pid = new int[1];
        return !Kernel32.GetNamedPipeServerProcessId(handle, pid) || Integer.toUnsignedLong(pid[0]) != ownPid;
    }

    private static long open(String name, Access access, int flags) throws Win32Exception {
        long handle = Kernel32.CreateFileW(
                new WString(name),
                clientAccess(access),
                0,
                0,
                Kernel32.OPEN_EXISTING,
                Kernel32.FILE_FLAG_OVERLAPPED | flags,
                0);
        if (handle == Kernel32.INVALID_HANDLE) {
            throw Win32Exception.last("opening " + name);
        }
        return handle;
    }

    private static PipeEnd ended(String name, Access access, long handle) throws IOException {
        try {
            PipeShape shape = shapeOf(handle, access);
            if (shape.message()
                    && access != Access.INBOUND
                    && !Kernel32.SetNamedPipeHandleState(handle, new int[] {Kernel32.PIPE_READMODE_MESSAGE}, 0, 0)) {
                throw Win32Exception.last("reading " + name + " by messages");
            }
            return new PipeEnd(name, shape, handle);
        } catch (IOException e) {
            Kernel32.CloseHandle(handle);
            throw e;
        }
    }

    private static PipeShape shapeOf(long handle, Access access) throws IOException {
        int[] flags = new int[1];
        int[] out = new int[1];
        int[] in = new int[1];
        int[] max = new int[1];
        if (!Kernel32.GetNamedPipeInfo(handle, flags, out, in, max)) {
            throw Win32Exception.last("asking how the pipe is made");
        }
        // Unlimited is 255 on Windows and 0xFFFFFFFF under Wine.
        int instances = max[0] <= 0 || max[0] > PipeShape.UNLIMITED ? PipeShape.UNLIMITED : max[0];
        boolean message = (flags[0] & Kernel32.PIPE_TYPE_MESSAGE) != 0;
        return new PipeShape(message, access, instances, out[0], in[0]);
    }

    /** A read-only client needs FILE_WRITE_ATTRIBUTES to choose its read mode, a write-only one FILE_READ_ATTRIBUTES to ask. */
    private static int clientAccess(Access access) {
        return switch (access) {
            case DUPLEX -> Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE;
            case OUTBOUND -> Kernel32.GENERIC_READ | Kernel32.FILE_WRITE_ATTRIBUTES;
            case INBOUND -> Kernel32.GENERIC_WRITE | Kernel32.FILE_READ_ATTRIBUTES;
        };
    }
}
