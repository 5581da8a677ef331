package dev.ipcscope.agent.win32;

import org.jspecify.annotations.Nullable;

/**
 * A pipe end, mailslot or section that a process holds open.
 *
 * @param pid the process
 * @param handle its handle, a number in that process
 * @param access the rights it was opened with, FILE_… or SECTION_…
 * @param kind what it is
 * @param name in the spelling of {@link KernelName}; the spelling of the program that made it
 * @param pipe the pipe end's state, for pipes only
 * @param mailslot the mailslot's state, for a mailslot's server end only
 */
public record HeldObject(
        long pid,
        long handle,
        int access,
        Kind kind,
        String name,
        @Nullable PipeState pipe,
        @Nullable MailslotState mailslot) {

    /** What can be found by the handle scan. */
    public enum Kind {
        /** One end of a named pipe. */
        PIPE("File"),
        /** A mailslot, or a file opened to write to one. */
        MAILSLOT("File"),
        /** A named file mapping; one of a file under Wine is found under the file's name. */
        SECTION("Section");

        final String objectType;

        Kind(String objectType) {
            this.objectType = objectType;
        }
    }
}
