package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real socket before a tap is opened.
 *
 * @param file of a path: what stands there; null for an abstract name
 */
record Target(UnixAddress address, Type type, @Nullable FileInfo file) {

    /**
     * Looks at it without connecting to a listener, so that its server notices nothing.
     *
     * @param wanted the type that the spec names, or null to find it out
     * @throws TapWaitingException when it isn't there yet
     */
    static Target find(String name, @Nullable Type wanted) throws IOException {
        UnixAddress address = UnixAddress.of(name);
        FileInfo file = null;
        if (address.isPath()) {
            file = FileInfo.of(name);
            if (file == null) {
                throw new TapWaitingException(name + " isn't there yet");
            }
            if (!file.isSocket()) {
                throw new IOException(name + " isn't a Unix socket: give the path of the socket that the server made");
            }
        }
        return new Target(address, type(name, address, wanted), file);
    }

    /** The rows of {@code /proc/net/unix}; empty where it can't be read. */
    static List<UnixTable.Row> table() {
        try (FileInputStream in = new FileInputStream("/proc/net/unix")) {
            return UnixTable.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Type type(String name, UnixAddress address, @Nullable Type wanted) throws IOException {
        if (!address.isPath()) {
            return abstractType(name, address, wanted);
        }
        // A datagram socket can be connected to without its owner noticing; a listener answers with its type being
        // other.
        if (connects(name, address, Type.DGRAM)) {
            return agreed(name, Type.DGRAM, wanted);
        }
        for (UnixTable.Row row : table()) {
            if (row.name().equals(address.toString()) && row.listening()) {
                return agreed(name, row.type(), wanted);
            }
        }
        if (wanted != null) {
            return agreed(name, wanted == Type.DGRAM ? Type.STREAM : wanted, wanted);
        }
        return connects(name, address, Type.SEQPACKET) ? Type.SEQPACKET : Type.STREAM;
    }

    /** Each type has abstract names of its own, and all stand in the table. */
    private static Type abstractType(String name, UnixAddress address, @Nullable Type wanted) throws IOException {
        for (UnixTable.Row row : table()) {
            if (row.name().equals(address.toString()) && row.reachable() && (wanted == null || wanted == row.type())) {
                return row.type();
            }
        }
        throw new TapWaitingException(
                "nobody listens at " + name + (wanted == null ? "" : " (" + word(wanted) + ")") + " yet");
    }

    private static Type agreed(String name, Type found, @Nullable Type wanted) throws IOException {
        if (wanted != null && wanted != found) {
            throw new IOException(name + " is a socket of type " + word(found) + ", not " + word(wanted)
                    + ": leave out type= or correct it");
        }
        return found;
    }

    /** The word of a type in specs; the constant's own name is taken, too. */
    static String word(Type type) {
        return switch (type) {
            case STREAM -> "stream";
            case DGRAM -> "datagram";
            case SEQPACKET -> "seqpacket";
        };
    }

    private static boolean connects(String name, UnixAddress address, Type type) throws IOException {
        try (UnixSocket probe = UnixSocket.open(type)) {
            probe.connect(address, () -> false);
            return true;
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case ErrnoException.EPROTOTYPE:
                    return false;
                case ErrnoException.EPERM: // a datagram socket that talks to one partner only
                case ErrnoException.EAGAIN: // the right type with a full backlog
                    return true;
                case ErrnoException.ECONNREFUSED, ErrnoException.ENOENT:
                    throw new TapWaitingException("nobody listens at " + name + " yet");
                default:
                    throw new IOException(e.getMessage() + "; run the agent as a user who may connect to it", e);
            }
        }
    }
}
