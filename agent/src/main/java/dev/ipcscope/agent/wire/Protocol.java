package dev.ipcscope.agent.wire;

/** Constants of the wire between agent and server. */
public final class Protocol {

    /** Raised with each change that an older side can't read; the sides must be equal. */
    public static final int VERSION = 1;

    /** The content type of a batch. */
    public static final String BATCH_TYPE = "application/vnd.ipcscope.batch";

    /** No frame body is larger, in bytes. */
    public static final int MAX_FRAME = 4 << 20;

    /** No batch is larger, in bytes. */
    public static final int MAX_BATCH = 32 << 20;

    /** A larger payload travels in parts of at most this size, in bytes. */
    public static final int PART = 1 << 20;

    /** No message is larger, in bytes; a snapshot of a larger mapping is refused when its tap is opened. */
    public static final long MAX_MESSAGE = 1L << 30;

    private Protocol() {}
}
