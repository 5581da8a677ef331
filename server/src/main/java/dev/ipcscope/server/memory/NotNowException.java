package dev.ipcscope.server.memory;

import java.io.IOException;

/** A memory can't be rebuilt at this moment; the message says why and what to do. */
public final class NotNowException extends IOException {
    private static final long serialVersionUID = 1L;

    NotNowException(String message) {
        super(message);
    }
}
