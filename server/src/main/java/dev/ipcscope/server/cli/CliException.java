package dev.ipcscope.server.cli;

/** Ends the program with words on stderr and an exit code. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The command line or a filter is wrong. */
    static final int USAGE = 2;

    /** Something around the program is wrong: no server, no file, no right. */
    static final int ENVIRONMENT = 3;

    private final int code;

    CliException(int code, String message) {
        super(message);
        this.code = code;
    }

    CliException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    int code() {
        return code;
    }
}
