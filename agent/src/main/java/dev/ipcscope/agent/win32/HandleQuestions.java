package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** What can be asked about a handle of another process, once it is duplicated into ours. All but the type may hang. */
final class HandleQuestions {

    private static final long THIS_PROCESS = -1;
    private static final int SAME_ACCESS = 2;
    private static final int TYPE_SIZE = 1_024;
    private static final int NAME_SIZE = 66_000; // a UNICODE_STRING and its longest text
    private static final int STATUS_BLOCK_SIZE = 16;

    private HandleQuestions() {}

    /** A handle of our own for the same object, 0 when it can't be had; to be closed. */
    static long duplicate(long process, long handle) {
        long[] own = new long[1];
        return Kernel32.DuplicateHandle(process, handle, THIS_PROCESS, own, 0, false, SAME_ACCESS) ? own[0] : 0;
    }

    /** The object's type, {@code File} or {@code Section} for example; empty when it isn't told. */
    static String type(long handle) {
        return text(handle, Ntdll.OBJECT_TYPE_INFORMATION, TYPE_SIZE);
    }

    /** The object's name, {@code \Device\NamedPipe\x} for example; empty when it has none. */
    static String name(long handle) {
        return text(handle, Ntdll.OBJECT_NAME_INFORMATION, NAME_SIZE);
    }

    /** The state of a pipe's end; null when it is none. */
    static @Nullable PipeState pipe(long handle) {
        try (Memory memory = new Memory(STATUS_BLOCK_SIZE + PipeState.SIZE)) {
            long answer = Pointer.nativeValue(memory) + STATUS_BLOCK_SIZE;
            int status = Ntdll.NtQueryInformationFile(
                    handle, Pointer.nativeValue(memory), answer, PipeState.SIZE, Ntdll.FILE_PIPE_LOCAL_INFORMATION);
            return status < 0 ? null : PipeState.parse(memory.getByteBuffer(STATUS_BLOCK_SIZE, PipeState.SIZE));
        }
    }

    /** The state of a mailslot's server end; null when it is none. */
    static @Nullable MailslotState mailslot(long handle) {
        try (Memory memory = new Memory(STATUS_BLOCK_SIZE + MailslotState.SIZE)) {
            long answer = Pointer.nativeValue(memory) + STATUS_BLOCK_SIZE;
            int status = Ntdll.NtQueryInformationFile(
                    handle,
                    Pointer.nativeValue(memory),
                    answer,
                    MailslotState.SIZE,
                    Ntdll.FILE_MAILSLOT_QUERY_INFORMATION);
            return status < 0 ? null : MailslotState.parse(memory.getByteBuffer(STATUS_BLOCK_SIZE, MailslotState.SIZE));
        }
    }

    private static String text(long handle, int what, int size) {
        try (Memory answer = new Memory(size)) {
            long address = Pointer.nativeValue(answer);
            int status = Ntdll.NtQueryObject(handle, what, address, size, new int[1]);
            return status < 0 ? "" : UnicodeString.of(answer.getByteBuffer(0, size), address);
        }
    }
}
