package dev.ipcscope.web;

/**
 * A finding of the doctor.
 *
 * @param icon the icon's name
 * @param css its class
 * @param subject what it is about
 * @param text what was found
 * @param remedy what to do, or empty
 */
public record Check(String icon, String css, String subject, String text, String remedy) {}
