package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;

/**
 * Acts as the client of a pipe while connecting to another one, so that the server there sees the client's user where
 * Windows lets us, and never more than the impersonation level that the client granted.
 *
 * <p>Sources: Microsoft, "Impersonating a Named Pipe Client", "Impersonation Levels", CreateFileW (SECURITY_SQOS_PRESENT).
 */
final class Impersonation {

    /** CreateFile's flags for the level of a client that said nothing. */
    static final int UNSAID = 0;

    private static final int SQOS_PRESENT = 0x100000;
    private static final int LEVEL_SHIFT = 16;
    private static final int IMPERSONATE = 2;
    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_IMPERSONATION_LEVEL = 9;
    private static final long THIS_THREAD = -2;

    private Impersonation() {}

    /** Opens something with these flags of CreateFile. */
    interface Opening {
        /** Opens it. */
        PipeEnd open(int flags) throws IOException;
    }

    /**
     * Opens as the client where that goes, else as ourselves with the client's level.
     *
     * @param client the server's end towards the client
     */
    static PipeEnd openAs(PipeEnd client, Opening opening) throws IOException {
        int level = client.impersonate() ? level() : -1;
        if (level < 0) {
            Functions.RevertToSelf(); // harmless when nothing was taken on
            return opening.open(UNSAID);
        }
        int flags = SQOS_PRESENT | level << LEVEL_SHIFT;
        try {
            if (level >= IMPERSONATE) {
                return opening.open(flags);
            }
        } catch (Win32Exception e) {
            if (e.code() == Win32Exception.FILE_NOT_FOUND || e.code() == Win32Exception.PIPE_BUSY) {
                throw e;
            }
            // Without the privilege to impersonate others, Windows opens nothing for them: then as ourselves.
        } finally {
            Functions.RevertToSelf();
        }
        return opening.open(flags);
    }

    /** Takes on the client of this handle; what follows on this thread is done as that user. */
    static boolean begin(long pipe) {
        return Functions.ImpersonateNamedPipeClient(pipe);
    }

    private static int level() {
        long[] token = new long[1];
        if (!Functions.OpenThreadToken(THIS_THREAD, TOKEN_QUERY, true, token)) {
            return -1;
        }
        try {
            int[] level = new int[1];
            return Functions.GetTokenInformation(token[0], TOKEN_IMPERSONATION_LEVEL, level, 4, new int[1])
                    ? level[0]
                    : -1;
        } finally {
            Kernel32.CloseHandle(token[0]);
        }
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native boolean ImpersonateNamedPipeClient(long pipe);

        static native boolean RevertToSelf();

        static native boolean OpenThreadToken(long thread, int access, boolean asSelf, long[] token);

        static native boolean GetTokenInformation(long token, int what, int[] answer, int size, int[] needed);
    }
}
