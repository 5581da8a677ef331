package dev.ipcscope.web;

import java.util.List;

/**
 * One message of a conversation as it is read.
 *
 * @param id the message's id
 * @param css {@code say c2s}, {@code say s2c}, {@code ev}, {@code ev gap} or {@code ev bad}
 * @param time local time of day
 * @param arrow the direction
 * @param arrowLabel the direction in words
 * @param text what was said, as text; or what happened
 * @param hex the same as hex, or empty
 * @param length its length
 * @param cut "4,096 of 48,174 bytes", or empty
 * @param speech whether it is bytes rather than an event
 */
public record Said(
        long id,
        String css,
        String time,
        String arrow,
        String arrowLabel,
        String text,
        List<HexLine> hex,
        String length,
        String cut,
        boolean speech) {}
