package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ipcscope.agent.automation.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** This process's own memory by address. An address that isn't one ends the process, so only those that COM gave come here. */
public final class NativeMemory implements AddressSpace {

    /** The only one. */
    public static final NativeMemory INSTANCE = new NativeMemory();

    /** No process has anything below. */
    private static final long LOWEST = 0x10000;

    private NativeMemory() {}

    @Override
    public ByteBuffer read(long address, int length) {
        return ByteBuffer.wrap(pointer(address).getByteArray(0, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long longAt(long address) {
        return pointer(address).getLong(0);
    }

    @Override
    public int intAt(long address) {
        return pointer(address).getInt(0);
    }

    /** Writes an address or a 64-bit number. */
    public static void putLong(long address, long value) {
        pointer(address).setLong(0, value);
    }

    /** Writes a 32-bit number. */
    public static void putInt(long address, int value) {
        pointer(address).setInt(0, value);
    }

    /** Copies bytes from one place to another. */
    public static void copy(long from, long to, int length) {
        pointer(to).write(0, pointer(from).getByteArray(0, length), 0, length);
    }

    /** Memory of so many zero bytes; the caller frees it. */
    public static long allocate(int length) {
        long address = Native.malloc(length);
        if (address == 0) {
            throw new OutOfMemoryError("no " + length + " bytes of native memory");
        }
        pointer(address).clear(length);
        return address;
    }

    /** Frees what {@link #allocate} gave. */
    public static void free(long address) {
        Native.free(address);
    }

    /** A string that ends with a NUL. */
    public static String wideString(long address) {
        return pointer(address).getWideString(0);
    }

    static Pointer pointer(long address) {
        if (Long.compareUnsigned(address, LOWEST) < 0) {
            throw new IllegalArgumentException("0x" + Long.toHexString(address) + " is no address");
        }
        return new Pointer(address);
    }
}
