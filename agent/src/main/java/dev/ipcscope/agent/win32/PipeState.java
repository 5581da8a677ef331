package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What one end of a pipe instance tells about itself and its pipe.
 *
 * @param message true: written in messages; false: a stream of bytes
 * @param access which way data may go
 * @param maxInstances {@link PipeShape#UNLIMITED} for as many as resources allow
 * @param instances how many there are now
 * @param inQuota bytes reserved for data to the server
 * @param readable bytes that this end can read at once
 * @param outQuota bytes reserved for data to the client
 * @param writable bytes that this end could write without waiting
 * @param phase whether it listens, is connected, …
 * @param server true: the server's end; false: the client's
 */
public record PipeState(
        boolean message,
        PipeShape.Access access,
        int maxInstances,
        int instances,
        int inQuota,
        int readable,
        int outQuota,
        int writable,
        Phase phase,
        boolean server) {

    /** Bytes of FILE_PIPE_LOCAL_INFORMATION. */
    static final int SIZE = 40;

    /** NamedPipeState; the ordinal is the system's number. */
    public enum Phase {
        /** None of those that are documented. */
        UNKNOWN,
        /** The server threw its client out and doesn't listen. */
        DISCONNECTED,
        /** Waits for a client. */
        LISTENING,
        /** Both ends are there. */
        CONNECTED,
        /** The other end is gone. */
        CLOSING
    }

    /** Whether both ends have met and the server hasn't parted them since; the other one may be gone. */
    public boolean hasMet() {
        return phase == Phase.CONNECTED || phase == Phase.CLOSING;
    }

    /** False once the other end is gone and everything it wrote has been read. */
    public boolean isAlive() {
        return hasMet() && (phase == Phase.CONNECTED || readable > 0);
    }

    /**
     * Reads FILE_PIPE_LOCAL_INFORMATION ([MS-FSCC] 2.4.37), ten numbers of four bytes: type, configuration, maximum
     * and current instances, inbound quota, readable, outbound quota, writable, state, end.
     */
    static PipeState parse(ByteBuffer answer) {
        ByteBuffer bytes = answer.slice().order(ByteOrder.LITTLE_ENDIAN);
        int max = bytes.getInt(8);
        int phase = bytes.getInt(32);
        return new PipeState(
                (bytes.getInt(0) & 1) != 0,
                switch (bytes.getInt(4)) {
                    case 0 -> PipeShape.Access.INBOUND;
                    case 1 -> PipeShape.Access.OUTBOUND;
                    default -> PipeShape.Access.DUPLEX;
                },
                max <= 0 || max > PipeShape.UNLIMITED ? PipeShape.UNLIMITED : max,
                bytes.getInt(12),
                bytes.getInt(16),
                bytes.getInt(20),
                bytes.getInt(24),
                bytes.getInt(28),
                phase > 0 && phase < Phase.values().length ? Phase.values()[phase] : Phase.UNKNOWN,
                (bytes.getInt(36) & 1) != 0);
    }
}
