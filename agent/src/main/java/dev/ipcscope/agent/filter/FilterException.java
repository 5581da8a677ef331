package dev.ipcscope.agent.filter;

/** A filter that can't be understood. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    /**
     * What is wrong, in words that say what would be right.
     *
     * @param column where, counted from 1 in UTF-16 units
     */
    public FilterException(int column, String message) {
        super(message);
        this.column = column;
    }

    /** Where the error is, counted from 1 in UTF-16 units. */
    public int column() {
        return column;
    }
}
