package dev.ipcscope.web;

import java.util.List;

/**
 * What a payload means.
 *
 * @param decoder who read it, or empty
 * @param problem what is wrong with it, or empty
 * @param nodes the tree from top to bottom
 */
public record Meant(String decoder, String problem, List<Node> nodes) {

    /** No decoder knows it. */
    public static final Meant NOTHING = new Meant("", "", List.of());

    /** Whether there is nothing to show. */
    public boolean isNothing() {
        return decoder.isEmpty() && problem.isEmpty();
    }

    /**
     * A line of the tree.
     *
     * @param level 1 for those at the top
     * @param label what it is
     * @param text its value, or empty
     * @param place where it lies, {@code 0017+163}, or empty
     */
    public record Node(int level, String label, String text, String place) {

        /** The class that indents it. */
        public String css() {
            return "d" + Math.min(4, level - 1);
        }
    }
}
