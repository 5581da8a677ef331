package dev.ipcscope.agent.layout;

/** A layout file that can't be understood; the message names the line and what would be right. */
public final class LayoutException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong in which line, counted from 1; 0 for the file as a whole. */
    LayoutException(int line, String text) {
        super(line == 0 ? text : "line " + line + ": " + text);
    }
}
