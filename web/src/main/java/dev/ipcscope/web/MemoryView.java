package dev.ipcscope.web;

import java.util.List;

/**
 * A piece of shared memory as it was at a moment.
 *
 * @param conversation the conversation's number
 * @param mark its mechanism
 * @param endpoint its name
 * @param size "4,096 bytes"
 * @param holders the processes that have it open, or empty
 * @param id the snapshot's message
 * @param time when that was taken
 * @param change what it changed, in words
 * @param torn whether the writer was at work while it was read
 * @param doubt why it may not have been so, or empty
 * @param previous the address of the change before, or empty
 * @param next the address of the change after, or empty
 * @param newest whether this is the newest there is, fetched again and again
 * @param live the address of the newest
 * @param refresh what to fetch for the newest
 * @param part "0000 to 0fff of 16,384 bytes", or empty when all is shown
 * @param before the address of the bytes before, or empty
 * @param after the address of the bytes after, or empty
 * @param lines the bytes
 * @param fields the named values; none without a layout
 * @param more how many more named values there are, or empty
 */
public record MemoryView(
        long conversation,
        Mark mark,
        String endpoint,
        String size,
        String holders,
        long id,
        String time,
        String change,
        boolean torn,
        String doubt,
        String previous,
        String next,
        boolean newest,
        String live,
        String refresh,
        String part,
        String before,
        String after,
        List<MemoryLine> lines,
        List<Field> fields,
        String more) {

    /**
     * A named value.
     *
     * @param offset in hex
     * @param name of the field
     * @param type as a layout file writes it
     * @param value now
     * @param before what it was, when it has changed
     * @param changed whether the last snapshot changed it
     */
    public record Field(String offset, String name, String type, String value, String before, boolean changed) {}
}
