package dev.ipcscope.server.store;

/**
 * How many messages match.
 *
 * @param messages the number so far
 * @param bytes the sum of their lengths so far
 * @param scanned rows that were looked at or known without a look
 * @param complete whether that is all
 */
public record Count(long messages, long bytes, long scanned, boolean complete) {}
