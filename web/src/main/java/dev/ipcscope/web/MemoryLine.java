package dev.ipcscope.web;

import java.util.List;

/**
 * Sixteen bytes of a memory.
 *
 * @param offset of the first, in hex
 * @param cells a byte each
 */
public record MemoryLine(String offset, List<Cell> cells) {

    /**
     * One byte.
     *
     * @param hex two digits, or {@code ??} when it isn't known
     * @param text one character
     * @param css {@code c} changed now, {@code c2} changed lately, {@code z} zero or unknown, or empty
     */
    public record Cell(String hex, String text, String css) {}
}
