package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Wordings;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClipboardWordingTest {

    private static @Nullable String line(Kind kind, byte[] payload, Map<String, Object> attributes) {
        Conversation conversation = new Conversation(
                1, "clipboard", "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null);
        return Wordings.ofThisProgram()
                .line(new Message(
                        1,
                        "main",
                        "agent",
                        1,
                        0,
                        0,
                        conversation,
                        Direction.CLIENT_TO_SERVER,
                        kind,
                        payload.length,
                        payload,
                        Details.of(attributes)));
    }

    @Test
    void aChangeListsItsFormats() {
        Map<String, Object> text = Map.of("name", "CF_UNICODETEXT", "id", 13, "size", 24);
        Map<String, Object> bitmap = Map.of("name", "CF_BITMAP", "id", 2, "notRead", "a handle, not bytes");
        assertThat(line(Kind.EVENT, new byte[0], Map.of("sequence", 12, "formats", List.of(text, bitmap))))
                .isEqualTo("change 12: CF_UNICODETEXT 24 bytes, CF_BITMAP (a handle, not bytes)");
        assertThat(line(Kind.EVENT, new byte[0], Map.of("sequence", 12, "formats", List.of())))
                .isEqualTo("change 12: emptied");
        assertThat(line(Kind.EVENT, new byte[0], Map.of("sequence", 12, "pending", true, "text", "waits")))
                .isEqualTo("change 12: waits");
    }

    @Test
    void contentsSayFormatAndText() {
        assertThat(line(
                        Kind.DATA,
                        "tea\0".getBytes(UTF_16LE),
                        Map.of("sequence", 12, "format", "CF_UNICODETEXT", "formatId", 13)))
                .isEqualTo("CF_UNICODETEXT: tea");
        assertThat(line(Kind.DATA, new byte[] {1, 2, -1}, Map.of("sequence", 12, "format", "own", "formatId", 49500)))
                .isEqualTo("own: 3 bytes");
        assertThat(line(Kind.CLOSE, new byte[0], Map.of("end", "process ended")))
                .isNull();
    }
}
