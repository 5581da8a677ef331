package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of kernel32.dll that only mailslots need. */
final class MailslotFunctions {

    static final int WAIT_FOREVER = -1;
    static final int FILE_SHARE_READ = 1;
    static final int FILE_SHARE_WRITE = 2;
    static final int READ_CONTROL = 0x20000;

    static {
        Native.register(MailslotFunctions.class, NativeLibrary.getInstance("kernel32"));
    }

    private MailslotFunctions() {}

    static native long CreateMailslotW(WString name, int maxMessage, int readTimeout, long securityAttributes);

    static native boolean GetMailslotInfo(
            long mailslot,
            int @Nullable [] maxMessage,
            int @Nullable [] next,
            int @Nullable [] messages,
            int @Nullable [] readTimeout);

    static native boolean SetMailslotInfo(long mailslot, int readTimeout);
}
