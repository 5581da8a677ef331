package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be asked about a handle of another process, once it is duplicated into ours. All but the type may hang. */
final class HandleQuestions {

    private static final long THIS_PROCESS = -1;
    private static final int SAME_ACCESS = 2;
    private static final int TYPE_SIZE = 1_024;
    private static final int NAME_SIZE = 66_000; // a UNICODE_STRING and its longest text
    private static final String PIPE_DEVICE = "\\Device\\NamedPipe";
    private static final int DEVICE_SIZE = 8;
    private static final int STATUS_BLOCK_SIZE = 16;
    private static final int SYNCHRONOUS = 0x30; // FILE_SYNCHRONOUS_IO_ALERT, _NONALERT

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

    /**
     * As {@link #name} for the handle of a file. An end of a pipe on this machine is asked as a file: Wine's server (8.0)
     * ends with a segmentation fault when it is asked for the object's name of a client's end that the pipe's server has
     * thrown out, and all programs of that Wine with it. Asking first whether it was thrown out isn't enough, since that
     * may happen between the two questions.
     */
    static String fileName(long handle) {
        if (!mayBeLocalPipe(handle)) {
            return name(handle);
        }
        try (Memory memory = new Memory(STATUS_BLOCK_SIZE + NAME_SIZE)) {
            long status = Pointer.nativeValue(memory);
            int result = Ntdll.NtQueryInformationFile(
                    handle, status, status + STATUS_BLOCK_SIZE, NAME_SIZE, Ntdll.FILE_NAME_INFORMATION);
            if (result >= 0) {
                return PIPE_DEVICE + FileName.of(memory.getByteBuffer(STATUS_BLOCK_SIZE, NAME_SIZE));
            }
            return result == Ntdll.PIPE_DISCONNECTED ? "" : name(handle);
        }
    }

    /** By FILE_FS_DEVICE_INFORMATION: the device's type and its characteristics. Under Wine a mailslot is a pipe there. */
    private static boolean mayBeLocalPipe(long handle) {
        try (Memory memory = new Memory(STATUS_BLOCK_SIZE + DEVICE_SIZE)) {
            long status = Pointer.nativeValue(memory);
            int result = Ntdll.NtQueryVolumeInformationFile(
                    handle, status, status + STATUS_BLOCK_SIZE, DEVICE_SIZE, Ntdll.FILE_FS_DEVICE_INFORMATION);
            return result >= 0
                    && memory.getInt(STATUS_BLOCK_SIZE) == Ntdll.DEVICE_NAMED_PIPE
                    && (memory.getInt(STATUS_BLOCK_SIZE + 4) & Ntdll.REMOTE_DEVICE) == 0;
        }
    }

    /**
     * The state of a pipe's end; null when it is none. The server of a pipe that only it writes to may not ask its own
     * handle; a duplicate with that right may.
     */
    static @Nullable PipeState pipe(long handle) {
        PipeState state = pipeInformation(handle);
        if (state != null) {
            return state;
        }
        long[] own = new long[1];
        if (!Kernel32.DuplicateHandle(
                THIS_PROCESS, handle, THIS_PROCESS, own, Kernel32.FILE_READ_ATTRIBUTES, false, 0)) {
            return null;
        }
        try {
            return pipeInformation(own[0]);
        } finally {
            Kernel32.CloseHandle(own[0]);
        }
    }

    private static @Nullable PipeState pipeInformation(long handle) {
        return file(handle, Ntdll.FILE_PIPE_LOCAL_INFORMATION, PipeState.SIZE, PipeState::parse);
    }

    /** The state of a mailslot's server end; null when it is none. */
    static @Nullable MailslotState mailslot(long handle) {
        return file(handle, Ntdll.FILE_MAILSLOT_QUERY_INFORMATION, MailslotState.SIZE, MailslotState::parse);
    }

    /** Whether a file was opened for synchronous I/O; true when that isn't told. */
    static boolean isSynchronous(long handle) {
        Integer mode = file(
                handle,
                Ntdll.FILE_MODE_INFORMATION,
                4,
                answer -> answer.order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        return mode == null || (mode & SYNCHRONOUS) != 0;
    }

    /** How a pipe's end reads, in the words of SetNamedPipeHandleState. */
    static int pipeMode(long handle) {
        Integer mode = file(handle, Ntdll.FILE_PIPE_INFORMATION, 8, answer -> {
            answer.order(ByteOrder.LITTLE_ENDIAN);
            return (answer.getInt(0) == 0 ? 0 : Kernel32.PIPE_READMODE_MESSAGE)
                    | (answer.getInt(4) == 0 ? 0 : Kernel32.PIPE_NOWAIT);
        });
        return mode == null ? 0 : mode;
    }

    private static <T> @Nullable T file(long handle, int what, int size, Function<ByteBuffer, T> parse) {
        try (Memory memory = new Memory(STATUS_BLOCK_SIZE + size)) {
            long status = Pointer.nativeValue(memory);
            int result = Ntdll.NtQueryInformationFile(handle, status, status + STATUS_BLOCK_SIZE, size, what);
            return result < 0 ? null : parse.apply(memory.getByteBuffer(STATUS_BLOCK_SIZE, size));
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
