package dev.ipcscope.agent.mechanism.com;

import org.jspecify.annotations.Nullable;

/** A type library's version as the registry writes it: two hexadecimal numbers (LoadRegTypeLib). */
final class LibraryVersion {

    private LibraryVersion() {}

    /** Major and minor; 1.0 for what can't be read. */
    static int[] parse(@Nullable String text) {
        if (text != null && text.matches("[0-9A-Fa-f]{1,4}(\\.[0-9A-Fa-f]{1,4})?")) {
            String[] parts = text.split("\\.");
            return new int[] {Integer.parseInt(parts[0], 16), parts.length > 1 ? Integer.parseInt(parts[1], 16) : 0};
        }
        return new int[] {1, 0};
    }
}
