package dev.ipcscope.server.ingest;

/** A batch wasn't taken; nothing of it is stored. */
public final class IngestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Why, in words.
     *
     * @param status the HTTP status that says the same: 400, 409 or 503
     */
    public IngestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says the same. */
    public int status() {
        return status;
    }
}
