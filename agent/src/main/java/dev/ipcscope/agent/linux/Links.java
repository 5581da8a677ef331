package dev.ipcscope.agent.linux;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Symbolic links, read as bytes: the JDK can't decode their targets' names under {@code LC_ALL=C}. */
public final class Links {
    private static final int MAX = 4096; // PATH_MAX

    private Links() {}

    /** Where a link points to; null when it can't be read. Bytes that aren't UTF-8 become U+FFFD. */
    public static @Nullable String read(String path) {
        return read(path, MAX);
    }

    /** The first bytes of where a link points to; cheaper, for thousands of links. */
    public static @Nullable String read(String path, int max) {
        byte[] target = new byte[max];
        long length = Libc.readlink(CString.of(path), target, max);
        return length < 0 ? null : new String(target, 0, (int) length, StandardCharsets.UTF_8);
    }
}
