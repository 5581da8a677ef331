package dev.ipcscope.server.store;

/** The writer's queue is full: back-pressure, try again. */
public final class StoreBusyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says how full it is. */
    public StoreBusyException(String message) {
        super(message);
    }
}
