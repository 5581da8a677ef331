package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.PipeServer;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The name that clients of a tap open. Besides the instances that serve there is always one that nobody can connect to:
 * it keeps the name in being while a single-instance pipe goes from one client to the next, so that the next sees
 * "busy" and not "no such pipe", as with a server that reuses its instance.
 */
final class PipeFront implements AutoCloseable {

    private final String name;
    private final PipeShape shape;
    private final PipeSecurity security;
    private final PipeEnd anchor;

    private PipeFront(String name, PipeShape shape, PipeSecurity security) throws IOException {
        this.name = name;
        this.shape = shape;
        this.security = security;
        this.anchor = makeAnchor();
    }

    /**
     * Makes the name; nobody can connect yet.
     *
     * @param like the real pipe's shape; one instance more is made than it has
     */
    static PipeFront create(String name, PipeShape like, PipeSecurity security) throws IOException {
        PipeShape shape = new PipeShape(
                like.message(),
                like.access(),
                Math.min(PipeShape.UNLIMITED, like.maxInstances() + 1),
                like.outBuffer(),
                like.inBuffer());
        try {
            return new PipeFront(name, shape, security);
        } catch (Win32Exception e) {
            security.close();
            throw e.code() == Win32Exception.ACCESS_DENIED || e.code() == Win32Exception.PIPE_BUSY ? taken(name, e) : e;
        }
    }

    /**
     * Looks whether the name is free. Windows would say so, too, when the first instance is made; Wine ignores
     * FILE_FLAG_FIRST_PIPE_INSTANCE.
     */
    static void mustBeFree(String name) throws IOException {
        if (PipeClient.await(name, 1) != Win32Exception.FILE_NOT_FOUND) {
            throw taken(name, null);
        }
    }

    /** A new instance that listens. */
    PipeEnd listen() throws IOException {
        return PipeServer.listen(name, shape, security, false);
    }

    @Override
    public void close() {
        anchor.close();
        security.close();
    }

    /** An instance whose client was thrown out can't be opened again before it is told to listen. */
    private PipeEnd makeAnchor() throws IOException {
        PipeEnd first = PipeServer.listen(name, shape, security, true);
        try (PipeEnd own = PipeClient.connect(name)) {
            first.accept();
            first.dropClient();
            return first;
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    private static IOException taken(String name, @Nullable Win32Exception cause) {
        return new IOException(
                "a pipe named " + name
                        + " exists already: close the tap or program that made it, or choose another name",
                cause);
    }
}
