package dev.ipcscope.agent.win32;

/**
 * How a named pipe is made, as its clients see it.
 *
 * @param message true: every write is a message with a boundary; false: a stream of bytes
 * @param access which way data may go
 * @param maxInstances how many clients at once; {@link #UNLIMITED} for as many as resources allow
 * @param outBuffer bytes reserved for data to the client
 * @param inBuffer bytes reserved for data from the client
 */
public record PipeShape(boolean message, Access access, int maxInstances, int outBuffer, int inBuffer) {

    /** PIPE_UNLIMITED_INSTANCES. */
    public static final int UNLIMITED = 255;

    /** Which way data may go; the code is PIPE_ACCESS_… of the server. */
    public enum Access {
        /** Client to server only. */
        INBOUND(1),
        /** Server to client only. */
        OUTBOUND(2),
        /** Both ways. */
        DUPLEX(3);

        final int code;

        Access(int code) {
            this.code = code;
        }
    }

    /** The same in the other mode. */
    public PipeShape withMessage(boolean newMessage) {
        return new PipeShape(newMessage, access, maxInstances, outBuffer, inBuffer);
    }

    /** Whether two pipes carry data alike: mode and direction. */
    public boolean carriesLike(PipeShape other) {
        return message == other.message && access == other.access;
    }
}
