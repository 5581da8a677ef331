package dev.ipcscope.agent.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON text as a tree of nodes that stand nowhere in the payload. Bounded as {@link Tree} is. */
public final class JsonTree {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SHOWN = 1_000;

    private final JsonParser parser;
    private int nodes;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /** The members of an object or the elements of an array; null when the text is neither, or isn't whole JSON. */
    public static @Nullable List<Node> of(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(trimmed)) {
            JsonToken first = parser.nextToken();
            List<Node> read = new JsonTree(parser).children(first == JsonToken.START_OBJECT, 2);
            return parser.nextToken() == null ? read : null;
        } catch (IOException | Tree.Malformed e) {
            return null;
        }
    }

    private List<Node> children(boolean object, int depth) throws IOException {
        if (depth > Tree.MAX_DEPTH) {
            throw new Tree.Malformed("it is nested more than " + Tree.MAX_DEPTH + " deep");
        }
        List<Node> children = new ArrayList<>();
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                return children;
            }
            if (token == null || ++nodes > Tree.MAX_NODES) {
                throw new Tree.Malformed("it ends early, or has more than " + Tree.MAX_NODES + " parts");
            }
            String label = "[" + children.size() + "]";
            if (object) {
                label = parser.currentName();
                token = parser.nextToken();
            }
            children.add(node(shortened(label.isBlank() ? "\"" + label + "\"" : label), token, depth));
        }
    }

    private Node node(String label, JsonToken token, int depth) throws IOException {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            List<Node> inner = children(token == JsonToken.START_OBJECT, depth + 1);
            String what = token == JsonToken.START_OBJECT ? " members" : " elements";
            return new Node(label, inner.size() + what, 0, 0, null, inner);
        }
        return new Node(label, shortened(String.valueOf(parser.getText())), 0, 0, null, List.of());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
