package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Who may open a pipe: the access list copied from another pipe, so that a relay's front is neither more open nor more
 * closed than what stands behind it. Without one, Windows' default lets everyone read.
 */
public final class PipeSecurity implements AutoCloseable {

    private static final int SE_KERNEL_OBJECT = 6;
    private static final int DACL_SECURITY_INFORMATION = 4;
    private static final int ATTRIBUTES_SIZE = 24;

    private final long descriptor;
    private final Memory attributes = new Memory(ATTRIBUTES_SIZE);

    private PipeSecurity(long descriptor) {
        this.descriptor = descriptor;
        attributes.clear();
        attributes.setInt(0, ATTRIBUTES_SIZE);
        attributes.setLong(8, descriptor);
    }

    /** The access list of an open pipe end; the system's default when it can't be read. */
    public static PipeSecurity copyOf(PipeEnd end) {
        return copyOf(end.handle());
    }

    /** The same of a handle. */
    static PipeSecurity copyOf(long handle) {
        long[] descriptor = new long[1];
        int error =
                Functions.GetSecurityInfo(handle, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, 0, 0, 0, 0, descriptor);
        return new PipeSecurity(error == 0 ? descriptor[0] : 0);
    }

    /** The system's default. */
    public static PipeSecurity ofTheSystem() {
        return new PipeSecurity(0);
    }

    /** Whether this is a copied access list. */
    public boolean isCopied() {
        return descriptor != 0;
    }

    /** The address of a SECURITY_ATTRIBUTES, 0 for the default. */
    long address() {
        return descriptor == 0 ? 0 : Pointer.nativeValue(attributes);
    }

    @Override
    public void close() {
        attributes.close();
        if (descriptor != 0) {
            Kernel32.LocalFree(descriptor);
        }
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native int GetSecurityInfo(
                long handle, int type, int what, long owner, long group, long dacl, long sacl, long[] descriptor);
    }
}
