package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A named section (file mapping) that another program made, mapped read-only with the least rights: {@code
 * FILE_MAP_READ | SECTION_QUERY}. One thread.
 *
 * <p>Its handle is closed as soon as it is mapped, since a handle keeps the name alive: a program that ends and starts
 * again would find its old memory instead of a new one. A view doesn't.
 *
 * <p>Sources: Microsoft, OpenFileMapping, MapViewOfFile, VirtualQuery; NtQuerySection in the Windows Driver Kit.
 */
public final class SectionView implements AutoCloseable {

    private static final int SECTION_QUERY = 1;
    private static final int FILE_MAP_READ = 4;
    private static final int SECTION_BASIC_INFORMATION = 0;
    private static final int INFORMATION_SIZE = 24;
    private static final int SEC_FILE = 0x800000;
    private static final int SEC_RESERVE = 0x4000000;
    private static final int MEMORY_INFORMATION_SIZE = 48;
    private static final int MEM_COMMIT = 0x1000;
    private static final int PAGE_NOACCESS = 1;
    private static final int PAGE_GUARD = 0x100;

    private final String name;
    private final long size;
    private final boolean ofFile;
    private final boolean reserved;
    private final long address;
    private ByteBuffer bytes;

    private SectionView(String name, long size, int attributes, long address) {
        this.name = name;
        this.size = size;
        this.ofFile = (attributes & SEC_FILE) != 0;
        this.reserved = (attributes & SEC_RESERVE) != 0;
        this.address = address;
        this.bytes = new Pointer(address).getByteBuffer(0, size).asReadOnlyBuffer();
    }

    /**
     * Opens and maps a section.
     *
     * @param name {@code Local\x} or {@code Global\x}
     * @param most bytes; a larger one is refused with an {@link IOException}
     * @throws Win32Exception 2 when there is none, 5 without the right to read it, 6 when the name is of another kind
     */
    public static SectionView open(String name, long most) throws IOException {
        long handle = Functions.OpenFileMappingW(SECTION_QUERY | FILE_MAP_READ, false, new WString(name));
        if (handle == 0) {
            throw Win32Exception.last("opening the mapping " + name);
        }
        try (Memory answer = new Memory(INFORMATION_SIZE)) {
            int status = Functions.Nt.NtQuerySection(
                    handle, SECTION_BASIC_INFORMATION, Pointer.nativeValue(answer), INFORMATION_SIZE, 0);
            if (status < 0) {
                throw new IOException(
                        "asking for the size of the mapping " + name + ": NTSTATUS 0x" + Integer.toHexString(status));
            }
            long size = answer.getLong(16);
            if (size > most) {
                throw new IOException(
                        "the mapping " + name + " has " + size + " bytes; a snapshot holds at most " + most);
            }
            long address = Functions.MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0);
            if (address == 0) {
                throw Win32Exception.last("mapping " + name);
            }
            return new SectionView(name, size, answer.getInt(8), address);
        } finally {
            Kernel32.CloseHandle(handle);
        }
    }

    /** How many bytes it has. */
    public long size() {
        return size;
    }

    /** Whether a file is behind it: a view of such a section keeps the file from being cut or deleted. */
    public boolean isOfFile() {
        return ofFile;
    }

    /** Whether all of it is memory; only then may {@link #bytes} be used. Otherwise {@link #read} looks at each part. */
    public boolean isWhole() {
        return !reserved;
    }

    /** The memory itself; not to be touched after {@link #close}. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Copies bytes as far as the section and the buffer reach; what is reserved but not yet memory is 0.
     *
     * @throws IOException when a page can't be had from the file behind it
     */
    public void read(long at, ByteBuffer into) throws IOException {
        int length = (int) Math.max(0, Math.min(into.remaining(), size - at));
        try {
            if (reserved) {
                readParts(at, length, into);
            } else {
                into.put(bytes.slice((int) at, length));
            }
        } catch (InternalError e) {
            throw new IOException("the mapping " + name + ": a page can't be read from the file behind it", e);
        }
    }

    private void readParts(long at, int length, ByteBuffer into) throws IOException {
        try (Memory information = new Memory(MEMORY_INFORMATION_SIZE)) {
            long from = at;
            long end = at + length;
            while (from < end) {
                if (Functions.VirtualQuery(address + from, Pointer.nativeValue(information), MEMORY_INFORMATION_SIZE)
                        == 0) {
                    throw Win32Exception.last("looking at the pages of the mapping " + name);
                }
                long regionEnd = information.getLong(0) + information.getLong(24) - address;
                int part = (int) (Math.min(end, Math.max(regionEnd, from + 1)) - from);
                int protection = information.getInt(36);
                boolean readable =
                        information.getInt(32) == MEM_COMMIT && (protection & (PAGE_NOACCESS | PAGE_GUARD)) == 0;
                into.put(readable ? bytes.slice((int) from, part) : ByteBuffer.allocate(part));
                from += part;
            }
        }
    }

    @Override
    public void close() {
        bytes = ByteBuffer.allocate(0);
        Functions.UnmapViewOfFile(address);
    }

    /** Of kernel32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("kernel32"));
        }

        private Functions() {}

        static native long OpenFileMappingW(int access, boolean inherit, WString name);

        static native long MapViewOfFile(long section, int access, int offsetHigh, int offsetLow, long size);

        static native boolean UnmapViewOfFile(long address);

        static native long VirtualQuery(long address, long information, long size);

        /** Of ntdll.dll. */
        private static final class Nt {
            static {
                Native.register(Nt.class, NativeLibrary.getInstance("ntdll"));
            }

            private Nt() {}

            static native int NtQuerySection(long section, int what, long answer, long size, long needed);
        }
    }
}
