package dev.ipcscope.web;

import java.util.List;

/**
 * The conversations page.
 *
 * @param filter the filter box
 * @param captures the captures to choose from
 * @param talks newest first
 * @param older the address of the next ones, or empty
 * @param note what to know about the list, or empty
 */
public record Talks(FilterBox filter, List<Choice> captures, List<Talk> talks, String older, String note) {}
