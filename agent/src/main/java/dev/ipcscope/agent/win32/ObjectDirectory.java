package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of kernel objects with their types: what lies in {@code \BaseNamedObjects} and in the folder of this
 * session. Needs no right beyond listing; a folder that may not be listed has no names.
 *
 * <p>Sources: Microsoft, NtOpenDirectoryObject, NtQueryDirectoryObject, "Object namespaces".
 */
public final class ObjectDirectory {

    private static final int DIRECTORY_QUERY = 1;
    private static final int CASE_INSENSITIVE = 0x40;
    private static final int ATTRIBUTES_SIZE = 48;
    private static final int STRING_SIZE = 16;
    private static final int ANSWER_SIZE = 132_000; // two UNICODE_STRINGs and their longest texts
    private static final int MOST = 100_000;

    private ObjectDirectory() {}

    /** Types by name, the names as {@link KernelName#section} spells them, for example {@code Local\x} to {@code Event}. */
    public static Map<String, String> named() {
        Map<String, String> found = new TreeMap<>();
        int session = session();
        list("\\BaseNamedObjects", session, found);
        if (session != 0) {
            list("\\Sessions\\" + session + "\\BaseNamedObjects", session, found);
        }
        return found;
    }

    /** The number of this process's session. */
    public static int session() {
        int[] session = new int[1];
        Functions.ProcessIdToSessionId((int) ProcessHandle.current().pid(), session);
        return session[0];
    }

    private static void list(String folder, int session, Map<String, String> found) {
        long[] handle = new long[1];
        try (Memory attributes = attributes(folder)) {
            if (Nt.NtOpenDirectoryObject(handle, DIRECTORY_QUERY, Pointer.nativeValue(attributes)) < 0) {
                return;
            }
        }
        try (Memory answer = new Memory(ANSWER_SIZE)) {
            long address = Pointer.nativeValue(answer);
            int[] context = new int[1];
            for (int i = 0; i < MOST; i++) {
                if (Nt.NtQueryDirectoryObject(handle[0], address, ANSWER_SIZE, true, false, context, new int[1]) != 0) {
                    return;
                }
                String name = UnicodeString.of(answer.getByteBuffer(0, ANSWER_SIZE), address);
                String type = UnicodeString.of(
                        answer.getByteBuffer(STRING_SIZE, ANSWER_SIZE - STRING_SIZE), address + STRING_SIZE);
                found.put(KernelName.section(folder + "\\" + name, session), type);
            }
        } finally {
            Kernel32.CloseHandle(handle[0]);
        }
    }

    /** OBJECT_ATTRIBUTES with its UNICODE_STRING and its text behind it in one piece of memory. */
    private static Memory attributes(String path) {
        byte[] text = path.getBytes(StandardCharsets.UTF_16LE);
        Memory memory = new Memory(ATTRIBUTES_SIZE + STRING_SIZE + text.length);
        memory.clear();
        memory.setInt(0, ATTRIBUTES_SIZE);
        memory.setPointer(16, memory.share(ATTRIBUTES_SIZE));
        memory.setInt(24, CASE_INSENSITIVE);
        memory.setShort(ATTRIBUTES_SIZE, (short) text.length);
        memory.setShort(ATTRIBUTES_SIZE + 2, (short) text.length);
        memory.setPointer(ATTRIBUTES_SIZE + 8, memory.share(ATTRIBUTES_SIZE + STRING_SIZE));
        memory.write(ATTRIBUTES_SIZE + STRING_SIZE, text, 0, text.length);
        return memory;
    }

    /** Of kernel32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("kernel32"));
        }

        private Functions() {}

        static native boolean ProcessIdToSessionId(int pid, int[] session);
    }

    /** Of ntdll.dll. */
    private static final class Nt {
        static {
            Native.register(Nt.class, NativeLibrary.getInstance("ntdll"));
        }

        private Nt() {}

        static native int NtOpenDirectoryObject(long[] handle, int access, long attributes);

        static native int NtQueryDirectoryObject(
                long folder, long answer, int size, boolean single, boolean restart, int[] context, int[] needed);
    }
}
