package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The user in whose name an object was made, from its access list: GetSecurityInfo over a duplicate of a process's
 * handle, which needs READ_CONTROL. On a thread that may hang, since a pipe in use may not answer.
 */
public final class ObjectOwner implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final int MOST_HANGING = 32;
    private static final int SE_KERNEL_OBJECT = 6;
    private static final int OWNER_SECURITY_INFORMATION = 1;

    private final Expendable expendable = new Expendable(LIMIT, MOST_HANGING);

    /** {@code DOMAIN\name}, or null when it can't be read. One thread at a time. */
    public @Nullable String of(HeldObject held) {
        if (!expendable.takes(held)) {
            return null;
        }
        return expendable.call(held, () -> ask(held)).value();
    }

    private static @Nullable String ask(HeldObject held) {
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_DUP_HANDLE, false, (int) held.pid());
        if (process == 0) {
            return null;
        }
        long own = HandleQuestions.duplicate(process, held.handle());
        Kernel32.CloseHandle(process);
        if (own == 0) {
            return null;
        }
        try {
            long[] owner = new long[1];
            long[] descriptor = new long[1];
            int error = Functions.GetSecurityInfo(
                    own, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, owner, 0, 0, 0, descriptor);
            if (error != 0 || descriptor[0] == 0) {
                return null;
            }
            String name = owner[0] == 0 ? null : ProcessUser.account(owner[0]);
            Kernel32.LocalFree(descriptor[0]);
            return name;
        } finally {
            Kernel32.CloseHandle(own);
        }
    }

    @Override
    public void close() {
        expendable.close();
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native int GetSecurityInfo(
                long handle, int type, int what, long[] owner, long group, long dacl, long sacl, long[] descriptor);
    }
}
