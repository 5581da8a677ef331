package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Node;
import java.util.ArrayList;
import java.util.List;

/** Collects what was read of one payload, within the bounds of a {@link Decoded}. For one thread. */
final class Said {

    private static final int MAX_NODES = 4_000;
    private static final int MAX_LINES = 3;
    private static final int LINE = 400;

    private final List<Node> nodes = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String problem = "";
    private int count;
    private int more;
    private boolean known;

    /** A line and its tree, whose offsets count from {@code by} in a payload of {@code size} bytes. */
    void add(String line, List<Node> read, int by, int size) {
        known = true;
        int many = count(read);
        if (count + many > MAX_NODES && count > 0) {
            more++;
            return;
        }
        count += many;
        read.forEach(node -> nodes.add(node.moved(by, size)));
        if (lines.size() < MAX_LINES) {
            lines.add(line.length() > LINE ? line.substring(0, LINE) + "…" : line);
        } else {
            more++;
        }
    }

    private static int count(List<Node> nodes) {
        int all = nodes.size();
        for (Node node : nodes) {
            all += count(node.children());
        }
        return all;
    }

    /** Something is wrong; the first that is said stays. */
    void problem(String what) {
        problem = problem.isEmpty() ? what : problem;
    }

    /** Whether anything was read. */
    boolean isKnown() {
        return known;
    }

    /** What was read. */
    List<Node> nodes() {
        return nodes;
    }

    /** One line about all. */
    String line() {
        return String.join(" · ", lines) + (more > 0 ? " · and " + more + " more" : "");
    }

    /** What is wrong, or empty. */
    String problem() {
        return problem;
    }

    /** Everything, under a decoder's title. */
    Decoded decoded(String title) {
        return new Decoded(title, line(), nodes, problem);
    }
}
