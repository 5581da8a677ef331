package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import org.jspecify.annotations.Nullable;

/** The user that a process runs as, {@code DOMAIN\name}: the user of its token, looked up by its SID. */
final class ProcessUser {

    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_USER = 1;
    private static final int TOKEN_USER_SIZE = 256;
    private static final int NAME_CHARS = 512;

    private ProcessUser() {}

    /** The user, or null. */
    static @Nullable String of(long process) {
        long[] token = new long[1];
        if (!Functions.OpenProcessToken(process, TOKEN_QUERY, token)) {
            return null;
        }
        try (Memory user = new Memory(TOKEN_USER_SIZE)) {
            boolean told = Functions.GetTokenInformation(
                    token[0], TOKEN_USER, Pointer.nativeValue(user), TOKEN_USER_SIZE, new int[1]);
            return told ? account(user.getLong(0)) : null;
        } finally {
            Kernel32.CloseHandle(token[0]);
        }
    }

    static @Nullable String account(long sid) {
        char[] name = new char[NAME_CHARS];
        char[] domain = new char[NAME_CHARS];
        int[] nameSize = {NAME_CHARS};
        int[] domainSize = {NAME_CHARS};
        if (!Functions.LookupAccountSidW(null, sid, name, nameSize, domain, domainSize, new int[1])) {
            return null;
        }
        String user = new String(name, 0, nameSize[0]);
        return domainSize[0] == 0 ? user : new String(domain, 0, domainSize[0]) + '\\' + user;
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native boolean OpenProcessToken(long process, int access, long[] token);

        static native boolean GetTokenInformation(long token, int what, long answer, int size, int[] needed);

        static native boolean LookupAccountSidW(
                @Nullable WString system,
                long sid,
                char[] name,
                int[] nameSize,
                char[] domain,
                int[] domainSize,
                int[] kind);
    }
}
