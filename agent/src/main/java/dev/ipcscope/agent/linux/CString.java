package dev.ipcscope.agent.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names as the kernel takes them: UTF-8 with a zero at the end, whatever the locale is. */
final class CString {
    private CString() {}

    static byte[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
