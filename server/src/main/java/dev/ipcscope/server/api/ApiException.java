package dev.ipcscope.server.api;

/** A request that is refused in words. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int column;

    ApiException(int status, String message) {
        this(status, message, 0);
    }

    /** With the column in the filter or spec, counted from 1; 0 for none. */
    ApiException(int status, String message, int column) {
        super(message);
        this.status = status;
        this.column = column;
    }

    int status() {
        return status;
    }

    int column() {
        return column;
    }
}
