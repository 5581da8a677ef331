package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import org.jspecify.annotations.Nullable;

/** What the decoders of the clipboard's formats have in common: the format is told, each payload stands for itself. */
abstract class ClipboardDecoder implements Decoder {

    @Override
    public final boolean remembers() {
        return false;
    }

    @Override
    public final @Nullable Session begin(Conversation conversation) {
        return conversation.mechanism().equals("clipboard") ? this::decode : null;
    }

    private @Nullable Decoded decode(Payload payload) {
        return payload.attributes().get("format") instanceof String format ? decode(format, payload) : null;
    }

    /** Reads a payload of a format; null when that isn't one of its own. */
    abstract @Nullable Decoded decode(String format, Payload payload);

    /** The beginning of a text, for a line. */
    static String shortened(String text) {
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }
}
