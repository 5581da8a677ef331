package dev.ipcscope.agent.win32;

import com.sun.jna.WString;
import java.io.IOException;

/** Makes instances of named pipes. */
public final class PipeServer {

    private static final int DEFAULT_WAIT_MS = 50;

    private PipeServer() {}

    /**
     * Makes an instance that listens.
     *
     * @param first true: fail when the name is taken already
     */
    public static PipeEnd listen(String name, PipeShape shape, PipeSecurity security, boolean first)
            throws IOException {
        return new PipeEnd(name, shape, create(name, shape, security, first, Kernel32.FILE_FLAG_OVERLAPPED));
    }

    /** A handle of a new instance, made with these further flags. */
    static long create(String name, PipeShape shape, PipeSecurity security, boolean first, int flags)
            throws Win32Exception {
        int openMode = shape.access().code | flags | (first ? Kernel32.FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
        int pipeMode = (shape.message() ? Kernel32.PIPE_TYPE_MESSAGE | Kernel32.PIPE_READMODE_MESSAGE : 0)
                | Kernel32.PIPE_REJECT_REMOTE_CLIENTS;
        long handle = Kernel32.CreateNamedPipeW(
                new WString(name),
                openMode,
                pipeMode,
                shape.maxInstances(),
                shape.outBuffer(),
                shape.inBuffer(),
                DEFAULT_WAIT_MS,
                security.address());
        if (handle == Kernel32.INVALID_HANDLE) {
            throw Win32Exception.last("creating " + name);
        }
        return handle;
    }
}
