package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the system's table of open handles.
 *
 * @param pid the process that holds it
 * @param value the handle, as that process knows it
 * @param access the rights it was opened with
 * @param type the number of the object's type, which differs from one Windows to the next
 * @param inherited whether processes that this one starts may get it
 */
record OpenHandle(long pid, long value, int access, int type, boolean inherited) {

    private static final int OBJ_INHERIT = 2;

    private static final int HEADER = 16;
    private static final int ENTRY = 40;

    /**
     * Reads SYSTEM_HANDLE_INFORMATION_EX, the answer to NtQuerySystemInformation(64). A count that promises more lines
     * than there are bytes gives those that are there.
     *
     * <pre>
     *  0 number of handles   8 reserved   then a line each:
     *    0 object   8 pid   16 handle   24 access   28 back trace   30 type   32 attributes   36 reserved
     * </pre>
     */
    static List<OpenHandle> parse(ByteBuffer table) {
        ByteBuffer bytes = table.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER) {
            return List.of();
        }
        int start = bytes.position();
        long fitting = (bytes.remaining() - HEADER) / ENTRY;
        int count = (int) Math.max(0, Math.min(bytes.getLong(start), fitting));
        List<OpenHandle> handles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = start + HEADER + i * ENTRY;
            handles.add(new OpenHandle(
                    bytes.getLong(at + 8),
                    bytes.getLong(at + 16),
                    bytes.getInt(at + 24),
                    Short.toUnsignedInt(bytes.getShort(at + 30)),
                    (bytes.getInt(at + 32) & OBJ_INHERIT) != 0));
        }
        return handles;
    }
}
