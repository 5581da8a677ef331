package dev.ipcscope.web;

/**
 * A capture.
 *
 * @param number its number
 * @param name its name
 * @param started when
 * @param messages how many it holds
 * @param size on disk
 * @param state {@code Live}, {@code Paused} or {@code Ended}
 * @param css the badge's class
 * @param note what retention removed, or what was left out while paused
 * @param live whether messages go into it
 * @param paused whether they are left out
 * @param confirm what is asked before it is deleted
 */
public record CaptureRow(
        long number,
        String name,
        String started,
        String messages,
        String size,
        String state,
        String css,
        String note,
        boolean live,
        boolean paused,
        String confirm) {}
