package dev.ipcscope.agent.mechanism.mapping;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code /proc/PID/maps} (proc_pid_maps(5)): {@code address perms offset dev inode pathname}.
 *
 * @param writable whether the process may write
 * @param shared whether others see what it writes
 * @param device {@code major:minor} in hex, as the file has it
 * @param inode 0 when no file is behind it
 * @param path the file's name, or empty
 */
record MapsLine(boolean writable, boolean shared, String device, long inode, String path) {

    /** Reads a line; null when it isn't one. */
    static @Nullable MapsLine parse(String line) {
        String[] parts = line.split(" +", 6);
        if (parts.length < 5 || parts[1].length() != 4 || !parts[4].matches("\\d{1,18}")) {
            return null;
        }
        return new MapsLine(
                parts[1].charAt(1) == 'w',
                parts[1].charAt(3) == 's',
                parts[3],
                Long.parseLong(parts[4]),
                parts.length == 6 ? unescape(parts[5]) : "");
    }

    /** True for a file that others can open by its name: not deleted, not anonymous, not a device. */
    boolean isNamedFile() {
        return shared && inode != 0 && path.startsWith("/") && !path.startsWith("/dev/zero") && !isGone();
    }

    private boolean isGone() {
        return path.endsWith(" (deleted)") || path.startsWith("/memfd:") || path.startsWith("/SYSV");
    }

    /** The kernel writes a line feed in a name as {@code \012}. */
    private static String unescape(String path) {
        return path.replace("\\012", "\n");
    }
}
