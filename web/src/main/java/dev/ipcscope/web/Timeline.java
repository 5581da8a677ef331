package dev.ipcscope.web;

import java.util.List;

/**
 * The timeline: what all programs said by all mechanisms, in the order in which it happened.
 *
 * @param filter the filter box
 * @param captures the captures to choose from
 * @param capture the number of the capture shown; empty for the live one
 * @param number the number of the capture shown
 * @param newest the address of the newest rows alone, when these are they and more may come; otherwise empty
 * @param told the id up to which these rows tell everything
 * @param pairs whose talk this is, the most talkative first
 * @param rows first what happened first
 * @param earlier the address of those before, or empty
 * @param later the address of those after, or empty
 * @param note what to know about the list, or empty
 */
public record Timeline(
        FilterBox filter,
        List<Choice> captures,
        String capture,
        long number,
        String newest,
        long told,
        List<Pair> pairs,
        List<TimelineRow> rows,
        String earlier,
        String later,
        String note) {

    /**
     * Two processes that talk.
     *
     * @param text {@code word 41 ⇄ excel 52}
     * @param count of their messages here
     * @param href shows only what they say to each other, either way and by any mechanism
     */
    public record Pair(String text, String count, String href) {}
}
