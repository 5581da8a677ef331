package dev.ipcscope.web;

/**
 * What came of an action, above the list that it changed.
 *
 * @param level {@code ok}, {@code warn}, {@code bad}, or empty for none
 * @param title what happened
 * @param text why, and what to do
 * @param quoted the text that was wrong, or empty
 * @param caret spaces and a caret under the wrong column of it, or empty
 */
public record Notice(String level, String title, String text, String quoted, String caret) {
    /** Nothing to say. */
    public static final Notice NONE = new Notice("", "", "", "", "");

    /** Without a wrong column. */
    public static Notice of(String level, String title, String text) {
        return new Notice(level, title, text, "", "");
    }
}
