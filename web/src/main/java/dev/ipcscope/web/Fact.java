package dev.ipcscope.web;

/**
 * A name and its value.
 *
 * @param name what it is
 * @param value as text
 * @param title more about it, or empty
 */
public record Fact(String name, String value, String title) {}
