package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** UNICODE_STRING at the start of an answer: its length in bytes, and the address of its characters in the same answer. */
final class UnicodeString {

    private static final int TEXT_ADDRESS = 8;
    private static final int SIZE = 16;

    private UnicodeString() {}

    /**
     * Its text; empty when there is none or when it points outside the answer.
     *
     * @param answer what the system wrote
     * @param address where the answer's first byte stood in memory
     */
    static String of(ByteBuffer answer, long address) {
        ByteBuffer bytes = answer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int start = bytes.position();
        if (bytes.remaining() < SIZE) {
            return "";
        }
        int length = Short.toUnsignedInt(bytes.getShort(start));
        long offset = bytes.getLong(start + TEXT_ADDRESS) - address;
        if (length == 0 || offset < SIZE || offset + length > bytes.remaining()) {
            return "";
        }
        byte[] text = new byte[length];
        bytes.get(start + (int) offset, text);
        return new String(text, StandardCharsets.UTF_16LE);
    }
}
