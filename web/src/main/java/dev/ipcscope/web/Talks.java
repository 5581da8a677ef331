package dev.ipcscope.web;

import java.util.List;

/**
 * The conversations page.
 *
 * @param filter the filter box
 * @param captures the captures to choose from
 * @param talks newest first
 * @param older the address of the next ones, or empty
 * @param newest the address of the first ones again, for a page that follows
 * @param note what to know about the list, or empty
 */
public record Talks(
        FilterBox filter, List<Choice> captures, List<Talk> talks, String older, String newest, String note) {}
