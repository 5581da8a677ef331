package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams to one name, waiting while the receiver's queue is full. The real sender's credentials are claimed,
 * which root may; otherwise the receiver sees the agent's.
 */
final class DatagramSink implements Sink {
    private static final int[] NONE = {};

    private final UnixSocket socket;
    private final UnixAddress to;
    private final BooleanSupplier ended;
    private final UnixMessages out = new UnixMessages();
    private @Nullable Credentials claimed;
    private boolean mayClaim = true;
    private int largest; // for which the buffer was made to fit

    /** The socket's sends time out each second, to ask whether this has ended. */
    DatagramSink(UnixSocket socket, UnixAddress to, BooleanSupplier ended) {
        this.socket = socket;
        this.to = to;
        this.ended = ended;
    }

    /** Whose credentials the next one carries. */
    void claim(Credentials sender) {
        claimed = mayClaim ? sender : null;
    }

    @Override
    public void write(Chunk chunk) throws ErrnoException {
        ByteBuffer bytes = UnixConnection.direct(chunk.bytes());
        int[] descriptors = chunk.attachment() instanceof Descriptors passed ? passed.numbers() : NONE;
        while (true) {
            try {
                out.send(socket.fd(), bytes, descriptors, claimed, to);
                return;
            } catch (ErrnoException e) {
                if (!canGoOn(e, bytes.remaining())) {
                    throw e;
                }
            }
        }
    }

    private boolean canGoOn(ErrnoException e, int size) throws ErrnoException {
        switch (e.errno()) {
            case ErrnoException.EAGAIN: // its queue is full
                return !ended.getAsBoolean();
            case ErrnoException.ETOOMANYREFS: // as many descriptors of our user are on their way as may be
                LockSupport.parkNanos(Descriptors.REST_NANOS);
                return !ended.getAsBoolean();
            case ErrnoException.EPERM: // not root; or the receiver talks to somebody else only
                boolean claimedOther = claimed != null;
                claimed = null;
                mayClaim = false;
                return claimedOther;
            case ErrnoException.ESRCH: // that process is gone by now
                boolean claimedGone = claimed != null;
                claimed = null;
                return claimedGone;
            case ErrnoException.EMSGSIZE: // its sender has a larger buffer than we
                socket.allowMessagesOf(2 * size + 4096);
                boolean first = size > largest;
                largest = Math.max(largest, size);
                return first;
            default:
                return false;
        }
    }

    @Override
    public void finish() {
        // datagrams have no end
    }
}
