package dev.ipcscope.web;

import java.util.List;

/**
 * The taps page.
 *
 * @param notice what came of the last action
 * @param typed the spec in the box
 * @param agents connected agents to choose from
 * @param taps all taps
 */
public record Taps(Notice notice, String typed, List<Choice> agents, List<TapRow> taps) {}
