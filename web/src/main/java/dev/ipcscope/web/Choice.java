package dev.ipcscope.web;

/**
 * An entry of a select box.
 *
 * @param value what is sent
 * @param label what is read
 * @param selected whether it is the current one
 */
public record Choice(String value, String label, boolean selected) {}
