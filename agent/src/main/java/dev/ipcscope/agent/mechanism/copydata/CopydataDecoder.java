package dev.ipcscope.agent.mechanism.copydata;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.GuessedText;
import dev.ipcscope.agent.decode.JsonTree;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What WM_COPYDATA carries has no form; most programs send text in one of three encodings, many of them JSON. Anything
 * else is left to be shown as hex.
 */
@AutoService(Decoder.class)
public final class CopydataDecoder implements Decoder {

    private static final int SUMMARY = 160;

    @Override
    public String id() {
        return "copydata-text";
    }

    @Override
    public String title() {
        return "Text of WM_COPYDATA";
    }

    @Override
    public boolean remembers() {
        return false;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        return conversation.mechanism().equals("copydata") ? this::decode : null;
    }

    private @Nullable Decoded decode(Payload payload) {
        GuessedText text = GuessedText.of(payload.bytes(), payload.isCut());
        if (text == null) {
            return null;
        }
        List<Node> json = text.whole() ? JsonTree.of(text.text()) : null;
        int size = payload.bytes().length;
        Node encoding =
                new Node("Encoding", text.encoding(), 0, 0, new Field("copydata.encoding", text.encoding()), List.of());
        Node content = new Node(
                json == null ? "Text" : "JSON",
                shortened(text.text(), 1_000),
                0,
                size,
                new Field("copydata.text", text.text()),
                json == null ? List.of() : json);
        return new Decoded(title(), summary(text.text()), List.of(encoding, content), "");
    }

    /** The beginning of a text, for a line. */
    static String summary(String text) {
        return shortened(text, SUMMARY);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
