package dev.ipcscope.web;

import java.util.List;

/**
 * Density over time, 1,152 units wide and 34 high.
 *
 * @param from Unix ms of its left edge
 * @param until Unix ms of its right edge
 * @param layers one path a mechanism
 * @param gaps where something was lost
 * @param ticks the labels under it
 * @param label what it shows, in words
 */
public record Strip(long from, long until, List<Layer> layers, List<Band> gaps, List<Tick> ticks, String label) {
    /**
     * The bars of one mechanism.
     *
     * @param mark the mechanism
     * @param path an SVG path
     */
    public record Layer(Mark mark, String path) {}

    /**
     * A span.
     *
     * @param x left edge
     * @param width its width
     */
    public record Band(String x, String width) {}

    /**
     * A label.
     *
     * @param x its place in percent
     * @param anchor start, middle or end
     * @param text the time
     */
    public record Tick(String x, String anchor, String text) {}
}
