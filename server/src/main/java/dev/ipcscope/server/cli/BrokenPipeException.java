package dev.ipcscope.server.cli;

import java.io.IOException;

/** Whoever reads our output has had enough: {@code query '' | head}. */
final class BrokenPipeException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenPipeException(IOException cause) {
        super(cause);
    }
}
