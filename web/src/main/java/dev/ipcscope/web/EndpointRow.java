package dev.ipcscope.web;

/**
 * Something that could be tapped.
 *
 * @param agent on whose machine
 * @param mark its mechanism
 * @param name its name
 * @param kind what it is within its mechanism, and what else is known
 * @param owners the processes that hold it
 * @param spec a spec that would tap it, or empty
 * @param specShown the same with everything visible
 * @param tapped whether a tap has it as its target already
 * @param reason why it can't be tapped, or empty
 * @param offers the page of what it offers, or empty
 * @param change {@code new}, {@code gone} or empty
 */
public record EndpointRow(
        String agent,
        Mark mark,
        String name,
        String kind,
        String owners,
        String spec,
        String specShown,
        boolean tapped,
        String reason,
        String offers,
        String change) {}
