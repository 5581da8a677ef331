package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.ipcscope.agent.win32.Wine;
import org.jspecify.annotations.Nullable;

/**
 * The process that called us over COM. By RpcServerInqCallAttributes with RPC_QUERY_CLIENT_PID (rpcasync.h, since Windows
 * Vista), which knows it for calls within the machine; where that function doesn't tell (Wine 8), by
 * I_RpcBindingInqLocalClientPID.
 */
public final class CallerProcess {

    private static final int VERSION = 2;
    private static final int QUERY_CLIENT_PID = 0x10;
    private static final int SIZE = 112;
    private static final int CLIENT_PID = 64;

    private CallerProcess() {}

    /** Of the call that runs on this thread; null when that can't be known. */
    public static @Nullable Long pid() {
        if (Wine.runsHere()) {
            return byBinding(); // the documented function ends the process there
        }
        try (Memory attributes = new Memory(SIZE)) {
            attributes.clear();
            attributes.setInt(0, VERSION);
            attributes.setInt(4, QUERY_CLIENT_PID);
            if (Functions.RpcServerInqCallAttributesW(0, Pointer.nativeValue(attributes)) == 0) {
                long pid = attributes.getLong(CLIENT_PID);
                if (pid != 0) {
                    return pid;
                }
            }
        }
        return byBinding();
    }

    private static @Nullable Long byBinding() {
        try {
            int[] pid = new int[1];
            boolean told = Binding.I_RpcBindingInqLocalClientPID(0, pid) == 0 && pid[0] != 0;
            return told ? Integer.toUnsignedLong(pid[0]) : null;
        } catch (UnsatisfiedLinkError e) {
            return null;
        }
    }

    /** Of rpcrt4.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("rpcrt4"));
        }

        private Functions() {}

        static native int RpcServerInqCallAttributesW(long binding, long attributes);
    }

    /** Of rpcrt4.dll, too, and not everywhere. */
    private static final class Binding {
        static {
            Native.register(Binding.class, NativeLibrary.getInstance("rpcrt4"));
        }

        private Binding() {}

        static native int I_RpcBindingInqLocalClientPID(long binding, int[] pid);
    }
}
