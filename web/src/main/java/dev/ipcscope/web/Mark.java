package dev.ipcscope.web;

/**
 * How a mechanism is marked: its word, and the classes that give its hue and the shape of its family.
 *
 * @param word the mechanism's id
 * @param css for example {@code hue-3 dgram}
 */
public record Mark(String word, String css) {}
