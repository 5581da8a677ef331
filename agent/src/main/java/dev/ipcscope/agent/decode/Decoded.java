package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.decode.Node.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * What a payload means.
 *
 * @param decoder the title of the decoder
 * @param summary for a line of a table; it comes from hostile bytes: whoever shows it makes it harmless
 * @param nodes the tree, in the order of the bytes
 * @param problem what is wrong with the bytes or with the decoder, or empty
 */
public record Decoded(String decoder, String summary, List<Node> nodes, String problem) {

    /** Copies the list. */
    public Decoded {
        nodes = List.copyOf(nodes);
    }

    /** The named values of the tree in the order of the bytes; a name may come more than once. */
    public List<Field> fields() {
        List<Field> found = new ArrayList<>();
        collect(nodes, found);
        return found;
    }

    private static void collect(List<Node> nodes, List<Field> to) {
        for (Node node : nodes) {
            if (node.field() != null) {
                to.add(node.field());
            }
            collect(node.children(), to);
        }
    }
}
