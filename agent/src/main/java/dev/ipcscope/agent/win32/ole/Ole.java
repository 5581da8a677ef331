package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;

/** Direct-mapped functions of ole32.dll under their own names; GUIDs are their 16 bytes. */
final class Ole {

    static final int MULTITHREADED = 0;
    static final int CLSCTX_LOCAL_SERVER = 4;
    static final int REGCLS_MULTIPLEUSE = 1;

    static {
        Native.register(Ole.class, NativeLibrary.getInstance("ole32"));
    }

    private Ole() {}

    static native int CoInitializeEx(long reserved, int how);

    static native int CoGetClassObject(byte[] clsid, int context, long server, byte[] iid, long[] out);

    static native int CoRegisterClassObject(byte[] clsid, long object, int context, int flags, int[] cookie);

    static native int CoRevokeClassObject(int cookie);

    static native int CoLockObjectExternal(long object, boolean lock, boolean lastUnlockReleases);

    static native int CLSIDFromProgID(WString name, byte[] clsid);

    static native int GetRunningObjectTable(int reserved, long[] out);

    static native int CreateBindCtx(int reserved, long[] out);

    static native int CreateStreamOnHGlobal(long memory, boolean deleteOnRelease, long[] out);

    static native int GetHGlobalFromStream(long stream, long[] out);

    static native int CoMarshalInterface(long stream, byte[] iid, long object, int context, long reserved, int flags);

    static native int CoUnmarshalInterface(long stream, byte[] iid, long[] out);

    static native int CoReleaseMarshalData(long stream);

    static native int CoGetStandardMarshal(byte[] iid, long object, int context, long reserved, int flags, long[] out);

    static native int CoDisconnectObject(long object, int reserved);

    static native void CoTaskMemFree(long memory);
}
