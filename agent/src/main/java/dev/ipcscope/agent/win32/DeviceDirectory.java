package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in the root of a file system that has no files: of all pipes, of all mailslots. Needs no right. Wine 8
 * answers that it isn't a directory; then the list is empty, and only the handles of processes tell ({@link HandleScan}).
 *
 * <p>Sources: Microsoft, NtQueryDirectoryFile and [MS-FSCC] 2.4.10 (FileDirectoryInformation). That a pipe's instances
 * stand in EndOfFile and their maximum in AllocationSize is documented by Sysinternals' PipeList only.
 */
public final class DeviceDirectory {

    /** All pipes. */
    public static final String PIPES = "\\Device\\NamedPipe\\";

    /** All mailslots. */
    public static final String MAILSLOTS = "\\Device\\Mailslot\\";

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int MOST_HANGING = 4;
    private static final int ANSWER_SIZE = 1 << 16;
    private static final int STATUS_SIZE = 16;
    private static final int NAME_OFFSET = 64;
    private static final int LIST_AND_SYNCHRONIZE = 0x100001;
    private static final int SHARE_ALL = 7;
    private static final int SYNCHRONOUS_DIRECTORY = 0x20;
    private static final int FILE_DIRECTORY_INFORMATION = 1;

    private DeviceDirectory() {}

    /**
     * A name.
     *
     * @param name without the directory's
     * @param instances of a pipe, how many there are
     * @param maxInstances of a pipe, how many there may be; {@link PipeShape#UNLIMITED} for any number
     */
    public record Entry(String name, long instances, int maxInstances) {}

    /** The names in a directory; empty when it can't be asked or doesn't answer within two seconds. */
    public static List<Entry> list(String directory) {
        try (Expendable expendable = new Expendable(LIMIT, MOST_HANGING)) {
            if (!expendable.takes(directory)) {
                return List.of();
            }
            List<Entry> entries =
                    expendable.call(directory, () -> ask(directory)).value();
            return entries == null ? List.of() : entries;
        }
    }

    private static List<Entry> ask(String directory) {
        List<Entry> all = new ArrayList<>();
        try (ObjectName name = new ObjectName(directory);
                Memory answer = new Memory(ANSWER_SIZE)) {
            long[] handle = new long[1];
            long status = Pointer.nativeValue(answer);
            if (Functions.NtOpenFile(
                            handle, LIST_AND_SYNCHRONIZE, name.address(), status, SHARE_ALL, SYNCHRONOUS_DIRECTORY)
                    < 0) {
                return all;
            }
            boolean first = true;
            while (Functions.NtQueryDirectoryFile(
                            handle[0],
                            0,
                            0,
                            0,
                            status,
                            status + STATUS_SIZE,
                            ANSWER_SIZE - STATUS_SIZE,
                            FILE_DIRECTORY_INFORMATION,
                            false,
                            0,
                            first)
                    == 0) {
                all.addAll(parse(answer.getByteBuffer(STATUS_SIZE, ANSWER_SIZE - STATUS_SIZE)));
                first = false;
            }
            Kernel32.CloseHandle(handle[0]);
        }
        return all;
    }

    /**
     * Reads a chain of FILE_DIRECTORY_INFORMATION.
     *
     * <pre>
     *  0 offset of the next   40 EndOfFile   48 AllocationSize   60 bytes of the name   64 name
     * </pre>
     */
    static List<Entry> parse(ByteBuffer answer) {
        ByteBuffer bytes = answer.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at >= 0 && at + NAME_OFFSET <= bytes.limit()) {
            int next = bytes.getInt(at);
            int length = bytes.getInt(at + 60);
            if (length < 0 || at + NAME_OFFSET + length > bytes.limit()) {
                break;
            }
            byte[] name = new byte[length];
            bytes.get(at + NAME_OFFSET, name);
            long max = bytes.getLong(at + 48) & 0xffff_ffffL;
            entries.add(new Entry(
                    new String(name, StandardCharsets.UTF_16LE),
                    bytes.getLong(at + 40) & 0xffff_ffffL,
                    max == 0 || max > PipeShape.UNLIMITED ? PipeShape.UNLIMITED : (int) max));
            if (next <= 0) {
                break;
            }
            at += next;
        }
        return entries;
    }

    /** OBJECT_ATTRIBUTES with a UNICODE_STRING and its characters. */
    private static final class ObjectName implements AutoCloseable {
        private static final int ATTRIBUTES_SIZE = 48;
        private static final int STRING_SIZE = 16;
        private static final int CASE_INSENSITIVE = 0x40;

        private final Memory memory;

        ObjectName(String name) {
            byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
            memory = new Memory(ATTRIBUTES_SIZE + STRING_SIZE + text.length + 2L);
            memory.clear();
            long base = Pointer.nativeValue(memory);
            memory.setInt(0, ATTRIBUTES_SIZE);
            memory.setLong(16, base + ATTRIBUTES_SIZE);
            memory.setInt(24, CASE_INSENSITIVE);
            memory.setShort(ATTRIBUTES_SIZE, (short) text.length);
            memory.setShort(ATTRIBUTES_SIZE + 2, (short) (text.length + 2));
            memory.setLong(ATTRIBUTES_SIZE + 8, base + ATTRIBUTES_SIZE + STRING_SIZE);
            memory.write(ATTRIBUTES_SIZE + STRING_SIZE, text, 0, text.length);
        }

        long address() {
            return Pointer.nativeValue(memory);
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    /** Of ntdll.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("ntdll"));
        }

        private Functions() {}

        static native int NtOpenFile(long[] handle, int access, long attributes, long status, int share, int options);

        static native int NtQueryDirectoryFile(
                long handle,
                long event,
                long apc,
                long context,
                long status,
                long answer,
                int size,
                int what,
                boolean single,
                long mask,
                boolean restart);
    }
}
