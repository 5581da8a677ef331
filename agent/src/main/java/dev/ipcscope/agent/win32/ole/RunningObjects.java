package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.HResult;
import java.util.ArrayList;
import java.util.List;

/** The running object table (IRunningObjectTable, objidl.h): objects that servers offer by name. */
public final class RunningObjects {

    private static final int ENUM_RUNNING = 9;
    private static final int NEXT = 3;
    private static final int GET_DISPLAY_NAME = 20;
    private static final int MOST = 10_000;

    private RunningObjects() {}

    /**
     * Their display names: <code>!{CLSID}</code> for the active object of a class, a path for an open document. No server is
     * asked. Those of this session that this user may see.
     */
    public static List<String> names() throws ComException {
        long[] table = new long[1];
        ComException.check(Ole.GetRunningObjectTable(0, table), "opening the running object table");
        long[] all = new long[1];
        long[] context = new long[1];
        try {
            ComException.check(ComCall.call(table[0], ENUM_RUNNING, all), "listing the running object table");
            ComException.check(Ole.CreateBindCtx(0, context), "making a bind context");
            return names(all[0], context[0]);
        } finally {
            ComCall.release(context[0]);
            ComCall.release(all[0]);
            ComCall.release(table[0]);
        }
    }

    private static List<String> names(long all, long context) {
        List<String> names = new ArrayList<>();
        long[] moniker = new long[1];
        while (names.size() < MOST && ComCall.call(all, NEXT, 1L, moniker, new int[1]) == HResult.OK) {
            long[] name = new long[1];
            int answer = ComCall.call(moniker[0], GET_DISPLAY_NAME, context, 0L, name);
            if (!HResult.failed(answer) && name[0] != 0) {
                names.add(NativeMemory.wideString(name[0]));
                Ole.CoTaskMemFree(name[0]);
            }
            ComCall.release(moniker[0]);
        }
        return names;
    }
}
