package dev.ipcscope.web;

/**
 * A mechanism or an endpoint in the rail.
 *
 * @param key stable name for updates of its numbers
 * @param level 1 for a mechanism, 2 for an endpoint
 * @param mark the mechanism
 * @param name what is shown
 * @param title the whole name
 * @param filter the filter it sets
 * @param href the page with that filter
 * @param count messages so far
 * @param rate messages per second
 * @param quiet whether nothing arrives
 * @param selected whether the page's filter is this one
 */
public record Source(
        String key,
        int level,
        Mark mark,
        String name,
        String title,
        String filter,
        String href,
        String count,
        String rate,
        boolean quiet,
        boolean selected) {}
