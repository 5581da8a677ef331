package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** FILE_NAME_INFORMATION ([MS-FSCC] 2.4.26): the name's length in bytes, then its characters. */
final class FileName {

    private static final int TEXT = 4;

    private FileName() {}

    /** The name, {@code \x} for a pipe; empty when there is none or when it doesn't fit into the answer. */
    static String of(ByteBuffer answer) {
        ByteBuffer bytes = answer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < TEXT) {
            return "";
        }
        int length = bytes.getInt(bytes.position());
        if (length < 0 || length > bytes.remaining() - TEXT) {
            return "";
        }
        byte[] text = new byte[length];
        bytes.get(bytes.position() + TEXT, text);
        return new String(text, StandardCharsets.UTF_16LE);
    }
}
