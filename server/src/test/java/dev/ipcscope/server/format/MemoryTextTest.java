package dev.ipcscope.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.server.memory.Rebuilder;
import dev.ipcscope.server.memory.Snapshots;
import dev.ipcscope.server.memory.When;
import dev.ipcscope.server.store.InMemoryMessageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTextTest {

    private static final Range WHOLE = new Range(0, 1 << 20);

    private final InMemoryMessageStore store = new InMemoryMessageStore();

    @BeforeEach
    void fill() throws Exception {
        byte[] memory = new byte[100];
        memory[0] = 'A';
        new Snapshots()
                .talk(1, "/dev/shm/\u001b[31mred")
                .keyFrame(1, memory, "layout", List.of("0x00 u8 a", "0x10 utf8[4] t"))
                .change(1, 100, 16, new byte[] {'h', 'i'})
                .into(store);
    }

    @Test
    void marksWhatChangedAndLeavesOutLinesLikeTheOneBefore() throws Exception {
        assertThat(text(moment(2), WHOLE)).isEqualTo("""
                        mapping /dev/shm/⟨U+001B⟩[31mred, 100 bytes, conversation 1
                        as of 2026-01-02T03:04:05.002000000Z, message 2, previous id:1
                          000000  a                        u8           65
                          000010* t                        utf8[4]      "hi"   before: ""
                          000000 41 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  A···············
                          000010 68*69*00 00 00 00 00 00 00 00 00 00 00 00 00 00  hi··············
                          000020 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ················
                          …
                          000060 00 00 00 00                                      ····
                        """);
    }

    @Test
    void showsAWindow() throws Exception {
        assertThat(text(moment(2), new Range(16, 3)).lines().skip(4))
                .containsExactly("  000010 68*69*00                                         hi·");
        assertThat(text(moment(2), new Range(500, 3)).lines()).hasSize(4);
    }

    @Test
    void theJsonTellsTheSame() throws Exception {
        Map<String, Object> json = MemoryJson.of(moment(2), new Range(16, 2));
        assertThat(json)
                .containsEntry("id", 2L)
                .containsEntry("previous", 1L)
                .containsEntry("next", null)
                .containsEntry("size", 100)
                .containsEntry("unknown", 0)
                .containsEntry("offset", 16);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        MemoryJson.write(moment(2), new Range(16, 2), part);
        assertThat(part.toString(StandardCharsets.UTF_8))
                .contains("\"changed\":[{\"offset\":16,\"length\":2}]")
                .endsWith("\"bytes\":\"" + Base64.getEncoder().encodeToString(new byte[] {'h', 'i'}) + "\"}\n");
        byte[] bytes = new byte[100];
        bytes[0] = 'A';
        bytes[16] = 'h';
        bytes[17] = 'i';
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        MemoryJson.write(moment(2), WHOLE, line);
        assertThat(line.toString(StandardCharsets.UTF_8))
                .endsWith("\"bytes\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}\n")
                .contains(
                        "\"fields\":[{\"name\":\"a\",\"offset\":0,\"type\":\"u8\",\"value\":65,\"before\":65,\"changed\":false}");
    }

    private static String text(Moment moment, Range window) throws IOException {
        StringBuilder out = new StringBuilder();
        MemoryText.write(moment, window, out);
        return out.toString();
    }

    private Moment moment(long id) throws Exception {
        return new Rebuilder(store).at(1, When.after(id), null).orElseThrow();
    }
}
