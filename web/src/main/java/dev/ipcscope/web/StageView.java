package dev.ipcscope.web;

/**
 * One stage on the way from an application to the page.
 *
 * @param name what it is
 * @param count how many messages came through
 * @param text more about it
 * @param css {@code cur} where the way breaks, {@code lost} where something was lost, or empty
 */
public record StageView(String name, String count, String text, String css) {}
