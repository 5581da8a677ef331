package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTML with a head of lines {@code Name:value} that say at which byte the page and the copied fragment begin and end.
 *
 * <p>Source: Microsoft, "HTML Clipboard Format" (CF_HTML).
 */
@AutoService(Decoder.class)
public final class HtmlFormatDecoder extends ClipboardDecoder {

    private static final int MOST_LINES = 20;
    private static final int SHOWN = 1_000;

    @Override
    public String id() {
        return "clipboard-html";
    }

    @Override
    public String title() {
        return "HTML of the clipboard";
    }

    @Override
    @Nullable
    Decoded decode(String format, Payload payload) {
        if (!format.equalsIgnoreCase("HTML Format")) {
            return null;
        }
        byte[] bytes = payload.bytes();
        List<Node> nodes = new ArrayList<>();
        Map<String, String> head = head(bytes, nodes);
        String problem = "";
        String fragment = "";
        long start = offset(head, "startfragment");
        long end = offset(head, "endfragment");
        if (start >= 0 && start <= end && end <= bytes.length) {
            fragment = new String(bytes, (int) start, (int) (end - start), UTF_8);
            String shown = fragment.length() > SHOWN ? fragment.substring(0, SHOWN) + "…" : fragment;
            nodes.add(new Node(
                    "Fragment",
                    shown,
                    (int) start,
                    (int) (end - start),
                    new Field("clipboard.html", fragment),
                    List.of()));
        } else {
            problem = payload.isCut()
                    ? "not all of it was kept"
                    : "StartFragment and EndFragment point to no bytes of it: " + head.get("startfragment") + " to "
                            + head.get("endfragment");
        }
        if (nodes.isEmpty()) {
            return null;
        }
        return new Decoded(title(), shortened("HTML " + fragment), nodes, problem);
    }

    /** The lines before the first one that is none. */
    private static Map<String, String> head(byte[] bytes, List<Node> nodes) {
        Map<String, String> head = new HashMap<>();
        int at = 0;
        while (at < bytes.length && head.size() < MOST_LINES) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            String line = new String(bytes, at, Math.min(end - at, SHOWN), UTF_8);
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).chars().allMatch(HtmlFormatDecoder::isLetter)) {
                break;
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            String key = name.toLowerCase(Locale.ROOT);
            head.putIfAbsent(key, value);
            Field field = key.equals("sourceurl") ? new Field("clipboard.source", value) : null;
            nodes.add(new Node(name, value, at, end - at, field, List.of()));
            at = end;
            while (at < bytes.length && (bytes[at] == '\n' || bytes[at] == '\r')) {
                at++;
            }
        }
        return head;
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static long offset(Map<String, String> head, String name) {
        String value = head.getOrDefault(name, "");
        return value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
    }
}
