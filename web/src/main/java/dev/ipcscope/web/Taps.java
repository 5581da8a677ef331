package dev.ipcscope.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The taps page.
 *
 * @param notice what came of the last action
 * @param typed the spec in the box
 * @param only the agent whose taps alone are shown, or empty
 * @param agents connected agents to choose from
 * @param taps all taps
 */
public record Taps(Notice notice, String typed, String only, List<Choice> agents, List<TapRow> taps) {
    /** The agent as part of an address. */
    public String onlyEncoded() {
        return URLEncoder.encode(only, StandardCharsets.UTF_8);
    }
}
