package dev.ipcscope.agent.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WordingsTest {

    private final Wordings wordings = new Wordings(List.of(new OfCalls()));

    @Test
    void aMechanismSaysItsMessagesInItsOwnWords() {
        assertThat(wordings.line(message("calls", Map.of("method", "Deposit")))).isEqualTo("call Deposit");
        assertThat(wordings.line(message("tcp", Map.of("method", "Deposit")))).isNull();
    }

    @Test
    void aMessageThatItCannotReadIsLeftToItsBytes() {
        assertThat(wordings.line(message("calls", Map.of("method", 7)))).isNull();
        assertThat(wordings.line(message("calls", Map.of()))).isNull();
    }

    private static Message message(String mechanism, Map<String, Object> attributes) {
        Conversation conversation = new Conversation(
                1, mechanism, "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null);
        return new Message(
                1,
                "main",
                "agent",
                1,
                0,
                0,
                conversation,
                Direction.CLIENT_TO_SERVER,
                Kind.DATA,
                0,
                new byte[0],
                Details.of(attributes));
    }

    private static final class OfCalls implements Wording {
        @Override
        public String mechanism() {
            return "calls";
        }

        @Override
        public String line(Message message) {
            return "call "
                    + ((String) Objects.requireNonNull(
                                    message.details().attributes().get("method")))
                            .strip();
        }
    }
}
