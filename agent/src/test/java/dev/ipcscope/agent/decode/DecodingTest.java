package dev.ipcscope.agent.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How decoders are chosen and contained. */
class DecodingTest {

    private static final Conversation TCP = DecoderContract.conversation("tcp");

    /** Knows payloads that begin with its letter, counts them, and breaks at a zero. */
    private record Letters(char letter, String mechanism) implements Decoder {
        @Override
        public String id() {
            return "letters-" + letter;
        }

        @Override
        public String title() {
            return "Letters " + letter;
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public @Nullable Session begin(Conversation conversation) {
            int[] count = new int[1];
            return !conversation.mechanism().equals(mechanism)
                    ? null
                    : payload -> {
                        if (payload.bytes()[0] == 0) {
                            throw new IllegalStateException("zero");
                        }
                        return payload.bytes()[0] == letter
                                ? new Decoded(title(), "number " + ++count[0], List.of(), "")
                                : null;
                    };
        }
    }

    private static Payload payload(int first) {
        return new Payload(Direction.CLIENT_TO_SERVER, new byte[] {(byte) first}, 1);
    }

    @Test
    void theFirstThatKnowsAPayloadKeepsTheConversation() {
        Decoding decoding = new Decoders(List.of(new Letters('a', "tcp"), new Letters('b', "tcp"))).begin(TCP);
        assertThat(decoding.decode(payload('x'))).isNull();
        assertThat(decoding.decode(payload('b')))
                .extracting(Decoded::decoder, Decoded::summary)
                .containsExactly("Letters b", "number 1");
        assertThat(decoding.decode(payload('a'))).isNull();
        assertThat(decoding.decode(payload('b'))).extracting(Decoded::summary).isEqualTo("number 2");
    }

    @Test
    void whatADecoderThrowsIsShownAndTheOthersGoOn() {
        Decoding decoding = new Decoders(List.of(new Letters('a', "tcp"), new Letters('b', "tcp"))).begin(TCP);
        assertThat(decoding.decode(payload(0)))
                .extracting(Decoded::problem)
                .asString()
                .contains("Letters", "failed", "zero");
        assertThat(decoding.isPossible()).isTrue();
    }

    @Test
    void aConversationOfAnotherMechanismIsNotRead() {
        Decoding decoding = new Decoders(List.of(new Letters('a', "udp"))).begin(TCP);
        assertThat(decoding.isPossible()).isFalse();
        assertThat(decoding.remembers()).isFalse();
        assertThat(decoding.decode(payload('a'))).isNull();
    }

    /** Reads until a payload begins with an x, and says what the conversation's open said. */
    private static final class Choosy implements Decoder, Decoder.Session {
        private boolean over;
        private String opened = "";

        @Override
        public String id() {
            return "choosy";
        }

        @Override
        public String title() {
            return "Choosy";
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public Session begin(Conversation conversation) {
            return this;
        }

        @Override
        public void opened(Map<String, Object> attributes) {
            opened = String.valueOf(attributes.get("word"));
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public @Nullable Decoded decode(Payload payload) {
            over = payload.bytes()[0] == 'x';
            return over ? null : new Decoded(title(), opened, List.of(), "");
        }
    }

    @Test
    void aSessionThatIsOverIsLetGo() {
        Decoding decoding = new Decoders(List.of(new Choosy())).begin(TCP);
        assertThat(decoding.remembers()).isTrue();
        assertThat(decoding.decode(payload('x'))).isNull();
        assertThat(decoding.remembers()).isFalse();
        assertThat(decoding.decode(payload('a'))).isNull();
    }

    @Test
    void sessionsAreToldWhatTheOpenSaid() {
        Decoding decoding = new Decoders(List.of(new Choosy())).begin(TCP);
        decoding.opened(Map.of("word", "hello"));
        assertThat(decoding.decode(payload('a'))).extracting(Decoded::summary).isEqualTo("hello");
    }
}
