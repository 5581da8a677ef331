package dev.ipcscope.agent.mechanism.clipboard;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.GuessedText;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text: CF_UNICODETEXT is UTF-16 up to a zero, all other formats are read as text when they look like it. What follows
 * the zero is what the memory happened to hold.
 */
@AutoService(Decoder.class)
public final class ClipboardTextDecoder extends ClipboardDecoder {

    private static final Set<String> OTHERS = Set.of("HTML Format", "CF_HDROP", "CF_DIB", "CF_DIBV5", "CF_LOCALE");

    @Override
    public String id() {
        return "clipboard-text";
    }

    @Override
    public String title() {
        return "Text of the clipboard";
    }

    @Override
    @Nullable
    Decoded decode(String format, Payload payload) {
        byte[] bytes = payload.bytes();
        if (OTHERS.contains(format)) {
            return null;
        }
        if (format.equals("CF_UNICODETEXT")) {
            int end = 0;
            while (end + 1 < bytes.length && (bytes[end] != 0 || bytes[end + 1] != 0)) {
                end += 2;
            }
            return said(new String(bytes, 0, end, StandardCharsets.UTF_16LE), "UTF-16", end);
        }
        GuessedText text = GuessedText.of(upToZero(bytes), payload.isCut());
        return text == null ? null : said(text.text(), text.encoding(), bytes.length);
    }

    /** Formats of one byte a character end at the first zero; one that has a zero as its second byte isn't of those. */
    private static byte[] upToZero(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end < 2 ? bytes : Arrays.copyOf(bytes, end);
    }

    private Decoded said(String text, String encoding, int length) {
        Node node = new Node("Text", text(text), 0, length, new Field("clipboard.text", text), List.of());
        Node in = new Node("Encoding", encoding, 0, 0, null, List.of());
        return new Decoded(title(), text.isEmpty() ? "empty text" : shortened(text), List.of(in, node), "");
    }

    private static String text(String text) {
        return text.length() <= 1_000 ? text : text.substring(0, 1_000) + "…";
    }
}
