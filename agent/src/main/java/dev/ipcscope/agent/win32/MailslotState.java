package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a mailslot's server end tells.
 *
 * @param maxMessage bytes of the largest message it takes, 0 for any
 * @param quota bytes that may wait in it
 * @param next bytes of the next message, -1 when there is none
 * @param messages how many wait; Wine 8 says 0 or 1
 * @param timeoutMillis how long a read waits; -1 for ever
 */
public record MailslotState(int maxMessage, int quota, int next, int messages, long timeoutMillis) {

    /** Bytes of FILE_MAILSLOT_QUERY_INFORMATION. */
    static final int SIZE = 24;

    private static final long TICKS_PER_MILLI = 10_000;

    /**
     * Reads FILE_MAILSLOT_QUERY_INFORMATION ([MS-FSCC] 2.4.23): four numbers of four bytes and the read time-out, a
     * negative number of 100 ns or the smallest number for ever.
     */
    static MailslotState parse(ByteBuffer answer) {
        ByteBuffer bytes = answer.slice().order(ByteOrder.LITTLE_ENDIAN);
        long timeout = bytes.getLong(16);
        return new MailslotState(
                bytes.getInt(0),
                bytes.getInt(4),
                bytes.getInt(8),
                bytes.getInt(12),
                timeout == Long.MIN_VALUE || timeout == -1 ? -1 : Math.abs(timeout) / TICKS_PER_MILLI);
    }
}
