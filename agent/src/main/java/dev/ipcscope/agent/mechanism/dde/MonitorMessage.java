package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.win32.DdeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that the DDE monitor tells of: structure MONMSGSTRUCT with its DDEML_MSG_HOOK_DATA in their 64-bit form.
 * Source: Microsoft, ddeml.h.
 *
 * @param to the window that it goes to
 * @param message as it was sent
 * @param block the beginning of its block, at most 32 bytes
 * @param size bytes of the whole block
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MonitorMessage(long to, DdeMessage message, byte[] block, long size) {

    private static final int TO = 8;
    private static final int MESSAGE = 32;
    private static final int FROM = 40;
    private static final int LOW = 56;
    private static final int HIGH = 64;
    private static final int SIZE = 72;
    private static final int DATA = 76;
    private static final int DATA_BYTES = 32;

    /** Reads one; null when it is too short. */
    static @Nullable MonitorMessage of(byte[] structure) {
        if (structure.length < DATA + DATA_BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(structure).order(ByteOrder.LITTLE_ENDIAN);
        long size = Integer.toUnsignedLong(bytes.getInt(SIZE));
        int kept = (int) Math.min(DATA_BYTES, size);
        return new MonitorMessage(
                bytes.getLong(TO),
                new DdeMessage(bytes.getInt(MESSAGE), bytes.getLong(FROM), bytes.getLong(LOW), bytes.getLong(HIGH)),
                Arrays.copyOfRange(structure, DATA, DATA + kept),
                size);
    }
}
