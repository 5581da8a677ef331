package dev.ipcscope.agent.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A labelled piece of a payload.
 *
 * @param label what it is, from the protocol's documentation: {@code Source name}
 * @param text its value for a person; may be empty. It comes from hostile bytes: whoever shows it escapes it
 * @param offset where it begins in the payload
 * @param length how many bytes it has; 0 for what stands nowhere in this payload
 * @param field its name and value for filters, or null
 * @param children what it is made of
 */
public record Node(
        String label,
        String text,
        int offset,
        int length,
        @Nullable Field field,
        List<Node> children) {

    /** Copies the list. */
    public Node {
        children = List.copyOf(children);
    }

    /** The same, its bytes so many further on in a payload of this size; what then lies outside stands nowhere. */
    public Node moved(int by, int size) {
        long from = Math.max(0, (long) offset + by);
        long to = Math.min(size, (long) offset + by + length);
        boolean inside = from < to;
        return new Node(
                label,
                text,
                inside ? (int) from : 0,
                inside ? (int) (to - from) : 0,
                field,
                children.stream().map(child -> child.moved(by, size)).toList());
    }

    /**
     * A value with a name.
     *
     * @param name lower case, the protocol and a dot before it: {@code mailslot.name}
     * @param value a {@link String}, {@link Long} or {@link Boolean}
     */
    public record Field(String name, Object value) {}
}
