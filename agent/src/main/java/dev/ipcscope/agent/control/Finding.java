package dev.ipcscope.agent.control;

/**
 * One sentence of {@code doctor}.
 *
 * @param level {@code ok}, {@code note}, {@code warning} or {@code error}
 * @param subject what it is about: a mechanism, a tap, the spool
 * @param text what was found
 * @param remedy what to do, or empty
 */
public record Finding(String level, String subject, String text, String remedy) {}
