package dev.ipcscope.server.store;

/** A batch doesn't follow what was stored before it. */
public final class OutOfOrderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long lastSeq;

    /** The sequence number up to which everything is stored. */
    public OutOfOrderException(long lastSeq, String message) {
        super(message);
        this.lastSeq = lastSeq;
    }

    /** The sequence number up to which everything is stored. */
    public long lastSeq() {
        return lastSeq;
    }
}
