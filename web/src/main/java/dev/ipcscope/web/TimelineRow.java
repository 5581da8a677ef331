package dev.ipcscope.web;

/**
 * One message of the timeline.
 *
 * @param row as in the table of messages
 * @param since the time since the one before by the agent's clock, {@code +1.2 ms}; empty for the first
 * @param href the message among its neighbours, with its bytes
 */
public record TimelineRow(Row row, String since, String href) {}
