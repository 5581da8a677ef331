package dev.ipcscope.web;

import java.util.List;

/**
 * What could be tapped.
 *
 * @param groups one for each agent
 */
public record Endpoints(List<Group> groups) {
    /**
     * One agent's.
     *
     * @param title the agent, and how many can be tapped
     * @param error why it didn't answer, or empty
     * @param rows what was found
     */
    public record Group(String title, String error, List<EndpointRow> rows) {}
}
