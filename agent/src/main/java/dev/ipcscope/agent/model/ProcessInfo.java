package dev.ipcscope.agent.model;

import org.jspecify.annotations.Nullable;

/**
 * A process at one end of a conversation, as far as it is known: what could not be found out is null, never guessed.
 *
 * @param pid the operating system's number of the process
 * @param tid the thread that sent, where the operating system tells it
 * @param name the short name, as a process list shows it
 * @param path the executable's file
 * @param command the command line, arguments separated by a space
 * @param user the name of the user it runs as
 */
public record ProcessInfo(
        @Nullable Long pid,
        @Nullable Long tid,
        @Nullable String name,
        @Nullable String path,
        @Nullable String command,
        @Nullable String user) {

    /** Nothing is known. */
    public static final ProcessInfo UNKNOWN = new ProcessInfo(null, null, null, null, null, null);

    /** Only the number is known. */
    public static ProcessInfo ofPid(long pid) {
        return new ProcessInfo(pid, null, null, null, null, null);
    }
}
