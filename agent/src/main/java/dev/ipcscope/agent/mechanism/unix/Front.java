package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.front.FrontFile;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The name that clients use: a socket bound to a path, with the target's owner and mode, or to an abstract name. */
final class Front implements AutoCloseable {
    private final UnixSocket socket;
    private final @Nullable FrontFile file;

    private Front(UnixSocket socket, @Nullable FrontFile file) {
        this.socket = socket;
        this.file = file;
    }

    /**
     * Makes it; streams don't accept before {@link UnixSocket#listen}, so nobody meets a wrong mode.
     *
     * @throws IOException when the name is taken, in words that say by what
     */
    static Front bind(String name, Target target, FrontRegistry registry) throws IOException {
        UnixAddress address = UnixAddress.of(name);
        if (address.isPath()) {
            refuseWhatListens(name, address);
            FrontFile.makeWay(name, registry);
        }
        UnixSocket socket = UnixSocket.open(target.type());
        try {
            socket.bind(address);
            FrontFile file = address.isPath() ? FrontFile.made(name, registry) : null;
            if (file != null && target.file() != null) {
                file.look(target.file());
            }
            return new Front(socket, file);
        } catch (ErrnoException e) {
            socket.close();
            throw e.errno() == ErrnoException.EADDRINUSE
                    ? new IOException("the name " + name + " is in use (errno " + e.errno()
                            + "): give the tap another name, or end the program that has it")
                    : e;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void refuseWhatListens(String name, UnixAddress address) throws IOException {
        try (UnixSocket probe = UnixSocket.open(UnixSocket.Type.DGRAM)) {
            probe.connect(address, () -> false);
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case ErrnoException.ENOENT, ErrnoException.ECONNREFUSED:
                    return; // nothing there, or nobody behind it
                case ErrnoException.EPROTOTYPE, ErrnoException.EPERM, ErrnoException.EAGAIN:
                    break;
                default:
                    throw e;
            }
        }
        throw new IOException("a program listens at " + name
                + ": let it listen elsewhere and give that as the target, or give the tap another name");
    }

    UnixSocket socket() {
        return socket;
    }

    String note() {
        return file == null ? "" : file.note();
    }

    /** Takes the name away and lets what has arrived be read; then the end comes. */
    void stop() {
        if (file != null) {
            file.close();
        }
        socket.shutdown(UnixSocket.Side.READ);
    }

    /** First the name, so that nobody connects to a socket that is going. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
        socket.close();
    }
}
