package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Function;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;

/** Calls of objects by their virtual tables. A call may last as long as the object's process likes. */
public final class ComCall {

    private static final int QUERY_INTERFACE = 0;
    private static final int ADD_REF = 1;
    private static final int RELEASE = 2;

    private ComCall() {}

    /**
     * Calls the function at a place of the virtual table.
     *
     * @param arguments all but the object itself: Long for addresses and whole numbers, Double, Float, arrays of
     *     numbers for memory that only lives during the call
     * @return its HRESULT
     */
    public static int call(long object, int slot, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = object;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        long table = NativeMemory.pointer(object).getLong(0);
        long function = NativeMemory.pointer(table).getLong(8L * slot);
        return Function.getFunction(NativeMemory.pointer(function)).invokeInt(all);
    }

    /** Asks an object for an interface: its address with a reference in {@code out}, or 0. */
    public static int query(long object, Guid iid, long[] out) {
        out[0] = 0;
        int answer = call(object, QUERY_INTERFACE, iid.bytes(), out);
        if (HResult.failed(answer)) {
            out[0] = 0;
        }
        return answer;
    }

    /** The interface with a reference, or 0 when it hasn't that or can't be asked. */
    public static long query(long object, Guid iid) {
        long[] out = new long[1];
        query(object, iid, out);
        return out[0];
    }

    /** One reference more. */
    public static void addRef(long object) {
        call(object, ADD_REF);
    }

    /** One reference less; nothing for 0. */
    public static void release(long object) {
        if (object != 0) {
            call(object, RELEASE);
        }
    }
}
