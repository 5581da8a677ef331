package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.Wine;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * In which process an object lives, read from what COM would send to name it: an OBJREF ([MS-DCOM] 2.2.18), in whose IPID
 * Windows puts the process's number. Wine puts it into the OXID.
 */
public final class ObjectReference {

    private static final int SIGNATURE = 0x574F454D; // MEOW
    private static final int STANDARD = 1;
    private static final int OXID = 24 + 8;
    private static final int IPID = OXID + 16;
    private static final int MARSHAL_LOCAL = 0;
    private static final int MARSHAL_NORMAL = 0;
    private static final int SMALLEST = IPID + Guid.SIZE;

    private ObjectReference() {}

    /** The process, null when it can't be known. Asks the object's process. */
    public static @Nullable Long processOf(long object, Guid iid) {
        long[] stream = new long[1];
        if (HResult.failed(Ole.CreateStreamOnHGlobal(0, true, stream))) {
            return null;
        }
        try {
            int answer = Ole.CoMarshalInterface(stream[0], iid.bytes(), object, MARSHAL_LOCAL, 0, MARSHAL_NORMAL);
            if (HResult.failed(answer)) {
                return null;
            }
            Long pid = read(stream[0]);
            ComCall.call(stream[0], 5, 0L, 0L, 0L); // IStream::Seek to the beginning
            takeBack(stream[0], iid);
            return pid;
        } finally {
            ComCall.release(stream[0]);
        }
    }

    /**
     * The references that the stream holds. CoReleaseMarshalData of Wine gives none back that is another process's: its
     * object would never end.
     */
    private static void takeBack(long stream, Guid iid) {
        long[] again = new long[1];
        int answer = Ole.CoUnmarshalInterface(stream, iid.bytes(), again);
        if (HResult.failed(answer)) {
            Ole.CoReleaseMarshalData(stream);
        } else {
            ComCall.release(again[0]);
        }
    }

    private static @Nullable Long read(long stream) {
        long[] memory = new long[1];
        if (HResult.failed(Ole.GetHGlobalFromStream(stream, memory))) {
            return null;
        }
        long size = Functions.GlobalSize(memory[0]);
        long address = Functions.GlobalLock(memory[0]);
        if (address == 0) {
            return null;
        }
        try {
            return size < SMALLEST ? null : process(NativeMemory.INSTANCE.read(address, SMALLEST), Wine.runsHere());
        } finally {
            Functions.GlobalUnlock(memory[0]);
        }
    }

    /** The process that an OBJREF names. */
    static @Nullable Long process(ByteBuffer reference, boolean wine) {
        if (reference.getInt(0) != SIGNATURE || reference.getInt(4) != STANDARD) {
            return null;
        }
        long pid = wine ? reference.getLong(OXID) >>> 32 : reference.getShort(IPID + 4) & 0xffff;
        // Windows has two bytes for it: larger numbers don't fit.
        return pid == 0 || !wine && pid == 0xffff ? null : pid;
    }

    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("kernel32"));
        }

        private Functions() {}

        static native long GlobalSize(long memory);

        static native long GlobalLock(long memory);

        static native boolean GlobalUnlock(long memory);
    }
}
