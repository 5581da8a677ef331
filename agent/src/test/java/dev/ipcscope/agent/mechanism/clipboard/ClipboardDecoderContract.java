package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the tests of the clipboard's decoders share. */
abstract class ClipboardDecoderContract extends DecoderContract {

    @Override
    protected Conversation conversation() {
        return conversation("clipboard");
    }

    static Payload of(String format, byte[] bytes) {
        return new Payload(Direction.CLIENT_TO_SERVER, bytes, bytes.length, Map.of("format", format, "sequence", 1));
    }

    @Nullable
    Decoded decoded(String format, byte[] bytes) {
        return Objects.requireNonNull(decoder().begin(conversation())).decode(of(format, bytes));
    }

    Decoded known(String format, byte[] bytes) {
        return Objects.requireNonNull(decoded(format, bytes));
    }
}
