package dev.ipcscope.web;

import java.util.List;

/**
 * The messages page.
 *
 * @param filter the filter box
 * @param captures the captures to choose from
 * @param capture the number of the capture shown
 * @param captureLive whether messages go into it
 * @param capturePaused whether it is paused
 * @param firstId the first id it may hold
 * @param lastId the last id it holds
 * @param rows the newest rows, oldest first
 * @param atStart whether the first of them is the first of all
 * @param sources the rail
 * @param selected the id of the selected message; 0 for none
 * @param at the id shown on top; 0 for the end
 * @param tapped whether any tap is open
 * @param query the view's state as a query string, for links
 */
public record Messages(
        FilterBox filter,
        List<Choice> captures,
        long capture,
        boolean captureLive,
        boolean capturePaused,
        long firstId,
        long lastId,
        List<Row> rows,
        boolean atStart,
        List<Source> sources,
        long selected,
        long at,
        boolean tapped,
        String query) {}
