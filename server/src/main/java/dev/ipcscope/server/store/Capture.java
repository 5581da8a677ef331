package dev.ipcscope.server.store;

/**
 * A recorded set of conversations.
 *
 * @param number stable
 * @param name unique, changeable
 * @param started Unix ns
 * @param firstId the first id it may hold
 * @param lastId the last id it holds; less than {@code firstId} when it is empty
 * @param bytes on disk
 * @param live whether agents' messages go into it
 * @param paused whether they are counted and left out
 * @param removed messages that retention has deleted from its beginning
 */
public record Capture(
        long number,
        String name,
        long started,
        long firstId,
        long lastId,
        long bytes,
        boolean live,
        boolean paused,
        long removed) {}
