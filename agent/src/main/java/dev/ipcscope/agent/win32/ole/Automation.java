package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;

/** Direct-mapped functions of oleaut32.dll under their own names. */
final class Automation {

    static {
        Native.register(Automation.class, NativeLibrary.getInstance("oleaut32"));
    }

    private Automation() {}

    static native int LoadRegTypeLib(byte[] id, short major, short minor, int language, long[] out);

    static native int LoadTypeLibEx(WString file, int registration, long[] out);

    static native void SysFreeString(long string);

    static native int GetErrorInfo(int reserved, long[] out);

    static native int SetErrorInfo(int reserved, long error);
}
