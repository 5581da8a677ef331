package dev.ipcscope.agent.outbox;

import java.io.IOException;

/** The spool holds as much as it may; it takes more when the server has acknowledged some of it. */
final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolFullException(long limit) {
        super("the spool is full: " + limit + " bytes wait for the server");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // thrown as long as it is full
    }
}
