package dev.ipcscope.web;

import java.util.List;

/**
 * An agent.
 *
 * @param name its name
 * @param state {@code Connected} or {@code Away}
 * @param css the badge's class
 * @param since how long
 * @param about who and where it is
 * @param stages its counters from stage to stage
 * @param spool how full its spool is, in percent
 * @param spoolText the same in words
 * @param error what stands in its way, or empty
 * @param messages the page that shows its messages
 * @param taps the page that shows its taps
 */
public record AgentCard(
        String name,
        String state,
        String css,
        String since,
        List<Fact> about,
        List<StageView> stages,
        int spool,
        String spoolText,
        String error,
        String messages,
        String taps) {}
