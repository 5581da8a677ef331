package dev.ipcscope.agent.tap;

/** A tap spec that can't be understood or isn't allowed. */
public final class TapSpecException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    /**
     * What is wrong, in words that say what would be right.
     *
     * @param column where, counted from 1; 0 when it concerns the whole
     */
    public TapSpecException(int column, String message) {
        super(message);
        this.column = column;
    }

    /** Where the error is, counted from 1; 0 when it concerns the whole. */
    public int column() {
        return column;
    }
}
