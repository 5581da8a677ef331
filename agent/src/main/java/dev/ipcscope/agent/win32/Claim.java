package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.WString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something of which this machine's agents may have one together, whatever their users and sessions: who has it keeps a
 * named event, which goes with the process. Safe for any thread.
 *
 * <p>Source: Microsoft, CreateEventW (ERROR_ALREADY_EXISTS), "Kernel object namespaces" ({@code Global\}).
 */
public final class Claim implements AutoCloseable {

    private static final int MOST = 200;

    private final long handle;

    private Claim(long handle) {
        this.handle = handle;
    }

    /**
     * Takes it.
     *
     * @param what a name of any characters; case doesn't matter
     * @return null when another has it, in this process or in one of any user
     */
    public static @Nullable Claim of(String what) throws Win32Exception {
        String name = "Global\\ipcscope " + plain(what);
        long handle = Kernel32.CreateEventW(0, true, false, new WString(name));
        int error = Native.getLastError();
        if (handle == 0) {
            if (error == Win32Exception.ACCESS_DENIED) {
                return null; // another user's
            }
            throw new Win32Exception("making " + name, error);
        }
        if (error == Win32Exception.ALREADY_EXISTS) {
            Kernel32.CloseHandle(handle);
            return null;
        }
        return new Claim(handle);
    }

    /** Names of objects have no backslash and at most 260 characters. */
    static String plain(String what) {
        String name = what.toUpperCase(Locale.ROOT).replace('\\', '/');
        return name.length() <= MOST ? name : name.substring(0, MOST) + ' ' + Integer.toHexString(name.hashCode());
    }

    @Override
    public void close() {
        Kernel32.CloseHandle(handle);
    }
}
