package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;

/** COM's own way of handing objects to other processes (CoGetStandardMarshal, combaseapi.h). Any number of threads. */
public final class StandardMarshaler {

    private static final int MARSHAL_LOCAL = 0;
    private static final int TABLE_WEAK = 2;

    private StandardMarshaler() {}

    /**
     * Calls a function of the marshaler (IMarshal, objidl.h) of one of our objects.
     *
     * @param slot which
     * @param iid the interface that is handed over
     * @param flags how (MSHLFLAGS)
     * @return its HRESULT
     */
    public static int call(long object, int slot, Guid iid, int flags, Object... arguments) {
        long[] marshaler = new long[1];
        int answer = Ole.CoGetStandardMarshal(iid.bytes(), object, MARSHAL_LOCAL, 0, flags, marshaler);
        if (HResult.failed(answer)) {
            return answer;
        }
        try {
            return ComCall.call(marshaler[0], slot, arguments);
        } finally {
            ComCall.release(marshaler[0]);
        }
    }

    /**
     * What stands for the object in COM stays from now on when the last client lets go (MSHLFLAGS_TABLEWEAK), and tells its
     * IExternalConnection.
     *
     * @return whether that went well
     */
    public static boolean keep(long object) {
        long[] stream = new long[1];
        if (HResult.failed(Ole.CreateStreamOnHGlobal(0, true, stream))) {
            return false;
        }
        try {
            byte[] unknown =
                    Guid.parse("{00000000-0000-0000-C000-000000000046}").bytes();
            return !HResult.failed(Ole.CoMarshalInterface(stream[0], unknown, object, MARSHAL_LOCAL, 0, TABLE_WEAK));
        } finally {
            ComCall.release(stream[0]);
        }
    }

    /** Whether these flags are those of {@link #keep}. */
    public static boolean isKeeping(int flags) {
        return flags == TABLE_WEAK;
    }

    /** Ends what stands for the object in COM: the references that COM has are released. */
    public static void disconnect(long object) {
        Ole.CoDisconnectObject(object, 0);
    }
}
