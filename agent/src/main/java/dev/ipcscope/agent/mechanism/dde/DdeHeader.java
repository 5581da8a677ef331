package dev.ipcscope.agent.mechanism.dde;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The four bytes before the value in the block of an ADVISE, DATA or POKE: flags and clipboard format, both little endian.
 *
 * <p>Source: Microsoft, structures DDEADVISE, DDEDATA, DDEPOKE (dde.h).
 *
 * @param flags the first word
 * @param format the clipboard format
 */
record DdeHeader(int flags, int format) {

    static final int SIZE = 4;
    static final DdeHeader NONE = new DdeHeader(0, 0);

    private static final int ACK_REQUIRED = 0x8000;
    private static final int DEFER_UPDATE = 0x4000;
    private static final int RELEASE = 0x2000;
    private static final int RESPONSE = 0x1000;

    /** Of a block; {@link #NONE} when it is too short to have one. */
    static DdeHeader of(byte[] block) {
        if (block.length < SIZE) {
            return NONE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        return new DdeHeader(bytes.getShort(0) & 0xffff, bytes.getShort(2) & 0xffff);
    }

    /** What follows it in a block. */
    static byte[] value(byte[] block) {
        return block.length <= SIZE ? new byte[0] : Arrays.copyOfRange(block, SIZE, block.length);
    }

    /** The receiver has to acknowledge it. */
    boolean wantsAck() {
        return (flags & ACK_REQUIRED) != 0;
    }

    /** Of an ADVISE: tell of changes without the value (a warm link). */
    boolean isWarm() {
        return (flags & DEFER_UPDATE) != 0;
    }

    /** The receiver frees the block. */
    boolean releases() {
        return (flags & RELEASE) != 0;
    }

    /** Of a DATA: it answers a REQUEST. */
    boolean isResponse() {
        return (flags & RESPONSE) != 0;
    }
}
