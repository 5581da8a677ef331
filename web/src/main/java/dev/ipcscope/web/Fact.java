package dev.ipcscope.web;

/**
 * A name and its value.
 *
 * @param name what it is
 * @param value as text
 * @param title more about it, or empty
 * @param href where it leads, or empty
 */
public record Fact(String name, String value, String title, String href) {
    /** Leads nowhere. */
    public Fact(String name, String value, String title) {
        this(name, value, title, "");
    }
}
