package dev.ipcscope.web;

/**
 * A line of a hex dump.
 *
 * @param offset four or more hex digits
 * @param left the first eight bytes
 * @param right the last eight bytes
 * @param text the same as text
 */
public record HexLine(String offset, String left, String right, String text) {}
