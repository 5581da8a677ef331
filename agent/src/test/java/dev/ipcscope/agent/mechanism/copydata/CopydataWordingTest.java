package dev.ipcscope.agent.mechanism.copydata;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
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

class CopydataWordingTest {

    private static @Nullable String line(Kind kind, Direction direction, byte[] payload, Details details) {
        Conversation conversation = new Conversation(
                1, "copydata", "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null);
        return Wordings.ofThisProgram()
                .line(new Message(
                        1, "main", "agent", 1, 0, 0, conversation, direction, kind, payload.length, payload, details));
    }

    private static @Nullable String call(byte[] payload) {
        return line(
                Kind.DATA,
                Direction.CLIENT_TO_SERVER,
                payload,
                Details.of(Map.of("call", 3, "dwData", "0x2a", "sender", "0x10042")));
    }

    @Test
    void callsSayTheirNumberAndText() {
        assertThat(call("hello".getBytes(UTF_8))).isEqualTo("call 3, dwData 0x2a: hello");
        assertThat(call("hello\0".getBytes(UTF_16LE))).isEqualTo("call 3, dwData 0x2a: hello");
        assertThat(call(new byte[0])).isEqualTo("call 3, dwData 0x2a: no bytes");
        assertThat(call(new byte[2_000])).isEqualTo("call 3, dwData 0x2a: 2,000 bytes");
    }

    @Test
    void whatGoesToAllWindowsSaysSo() {
        assertThat(line(
                        Kind.DATA,
                        Direction.CLIENT_TO_SERVER,
                        "hello".getBytes(UTF_8),
                        Details.of(Map.of("broadcast", true, "dwData", "0x2a", "sender", "0x10042"))))
                .isEqualTo("to all windows, dwData 0x2a: hello");
    }

    @Test
    void answersSayResultAndDuration() {
        Map<String, Object> attributes = Map.of("call", 3, "result", 1, "duration", 2_100_000L);
        assertThat(line(Kind.DATA, Direction.SERVER_TO_CLIENT, new byte[0], Details.of(attributes)))
                .isEqualTo("call 3 returned 1 after 2.1 ms");
    }

    @Test
    void callsThatWaitAndFailSaySo() {
        assertThat(line(
                        Kind.EVENT,
                        Direction.NONE,
                        new byte[0],
                        Details.of(Map.of("call", 3, "pending", true, "text", "no answer for 5 s, still waiting"))))
                .isEqualTo("call 3: no answer for 5 s, still waiting");
        Details.Failure gone = new Details.Failure(1400, "window 0x1: Invalid window handle");
        assertThat(line(
                        Kind.ERROR,
                        Direction.SERVER_TO_CLIENT,
                        new byte[0],
                        new Details(gone, null, List.of(), Map.of("call", 3, "duration", 7_000_000_000L))))
                .isEqualTo("call 3 failed after 7.0 s: window 0x1: Invalid window handle");
    }

    @Test
    void whatIsNoCallKeepsItsUsualWords() {
        assertThat(line(Kind.CLOSE, Direction.NONE, new byte[0], Details.NONE)).isNull();
    }
}
