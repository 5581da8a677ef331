package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.Guid;
import java.util.LinkedHashMap;
import java.util.Map;

/** The error object of this thread (IErrorInfo), by which calls of a virtual table explain a failure. */
public final class ErrorInfo {

    private static final int GET_GUID = 3;
    private static final int GET_SOURCE = 4;
    private static final int GET_DESCRIPTION = 5;

    private ErrorInfo() {}

    /** Forgets one that an earlier call left. */
    public static void clear() {
        Automation.SetErrorInfo(0, 0);
    }

    /** What it says ({@code source}, {@code description}, {@code iid}), empty when there is none; it stays set. */
    public static Map<String, Object> peek() {
        long[] error = new long[1];
        if (Automation.GetErrorInfo(0, error) != 0 || error[0] == 0) {
            return Map.of();
        }
        try {
            Map<String, Object> said = new LinkedHashMap<>();
            put(said, "source", error[0], GET_SOURCE);
            put(said, "description", error[0], GET_DESCRIPTION);
            byte[] iid = new byte[Guid.SIZE];
            if (ComCall.call(error[0], GET_GUID, iid) == 0) {
                Guid guid = Guid.read(java.nio.ByteBuffer.wrap(iid));
                if (!guid.equals(Guid.NULL)) {
                    said.put("iid", guid.toString());
                }
            }
            Automation.SetErrorInfo(0, error[0]);
            return said;
        } finally {
            ComCall.release(error[0]);
        }
    }

    private static void put(Map<String, Object> said, String name, long error, int slot) {
        long[] text = new long[1];
        if (ComCall.call(error, slot, text) == 0 && text[0] != 0) {
            said.put(name, Bstr.take(text[0]));
        }
    }
}
