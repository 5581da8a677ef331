package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.win32.DdeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is heard in a conversation, paired and written down. */
class TranscriptTest {

    private static final Direction ASK = Direction.CLIENT_TO_SERVER;
    private static final Direction SAY = Direction.SERVER_TO_CLIENT;
    private static final int PRICE = 0xc001;
    private static final int NAME = 0xc002;
    private static final int POSITIVE = 0x8000;
    private static final long COMMANDS = 0x1_2345_0000L;

    private final RecordedMessages recorded = new RecordedMessages();
    private final RecordedMessages.Log log = (RecordedMessages.Log) recorded.open(null, "stock|quotes");
    private final Transcript transcript = new Transcript(log, new Formats(format -> ""), false);
    private final Calls calls = new Calls();
    private long now = 1_000;

    private Move hear(Direction direction, int message, long low, long high, byte[] block) {
        String item = high == PRICE ? "Price" : high == NAME ? "Name" : "";
        now += 1_000_000;
        Move move = calls.take(direction, new DdeMessage(message, 1, low, high), block, item, now);
        if (message == DdeMessage.EXECUTE && move.opens() != null) {
            move.opens().given = high;
        }
        transcript.tell(move);
        return move;
    }

    private static Call call(@Nullable Call call) {
        return Objects.requireNonNull(call);
    }

    private static byte[] block(int flags, int format, String value) {
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) flags)
                .putShort((short) format)
                .put(text)
                .array();
    }

    private List<@Nullable String> sentences() {
        return recorded.entries().stream()
                .filter(entry -> entry.kind() == Kind.DATA || entry.kind() == Kind.EVENT)
                .map(TranscriptTest::sentence)
                .toList();
    }

    private static @Nullable String sentence(Entry entry) {
        Conversation conversation = new Conversation(
                1,
                "dde",
                "stock",
                "dde:stock",
                Policy.GAP,
                0,
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                null,
                "stock|quotes");
        Message message = new Message(
                1,
                "live",
                "here",
                1,
                0,
                entry.mono(),
                conversation,
                entry.direction(),
                entry.kind(),
                entry.length(),
                entry.bytes(),
                entry.details());
        return new DdeWording().line(message);
    }

    @Test
    void rowsReadAsSentences() {
        hear(ASK, DdeMessage.REQUEST, 1, PRICE, new byte[0]);
        hear(SAY, DdeMessage.DATA, 9, PRICE, block(0x3000, 1, "12.5\0"));
        hear(ASK, DdeMessage.REQUEST, 13, NAME, new byte[0]);
        hear(SAY, DdeMessage.ACK, 0, NAME, new byte[0]);
        hear(ASK, DdeMessage.POKE, 9, PRICE, block(0x2000, 1, "13\0"));
        hear(SAY, DdeMessage.ACK, 0x4000, PRICE, new byte[0]);
        hear(ASK, DdeMessage.ADVISE, 9, PRICE, block(0x4000, 1, ""));
        hear(SAY, DdeMessage.ACK, POSITIVE, PRICE, new byte[0]);
        hear(SAY, DdeMessage.DATA, 0, PRICE, new byte[0]);
        hear(ASK, DdeMessage.EXECUTE, 0, COMMANDS, "[Open(1)]\0".getBytes(StandardCharsets.ISO_8859_1));
        hear(SAY, DdeMessage.ACK, POSITIVE | 7, COMMANDS, new byte[0]);
        hear(ASK, DdeMessage.UNADVISE, 1, PRICE, new byte[0]);
        hear(SAY, DdeMessage.ACK, POSITIVE, PRICE, new byte[0]);
        hear(SAY, DdeMessage.ACK, POSITIVE, PRICE, new byte[0]);
        assertThat(sentences())
                .containsExactly(
                        "request Price of stock|quotes",
                        "request Price of stock|quotes → 12.5 (1.0 ms)",
                        "request Name of stock|quotes as CF_UNICODETEXT",
                        "request Name of stock|quotes → not processed (1.0 ms)",
                        "poke Price of stock|quotes = 13",
                        "poke Price of stock|quotes → busy (1.0 ms)",
                        "advise Price of stock|quotes, warm link",
                        "advise Price of stock|quotes → acknowledged (1.0 ms)",
                        "news Price of stock|quotes changed",
                        "execute [Open(1)]",
                        "execute → acknowledged, code 7 (1.0 ms)",
                        "unadvise Price of stock|quotes",
                        "unadvise Price of stock|quotes → acknowledged (1.0 ms)",
                        "acknowledged Price of stock|quotes, which nobody waits for");
    }

    @Test
    void answersOfOneItemBelongToTheOldestCallOfTheirKind() {
        hear(ASK, DdeMessage.REQUEST, 13, PRICE, new byte[0]);
        hear(ASK, DdeMessage.REQUEST, 1, PRICE, new byte[0]);
        hear(ASK, DdeMessage.POKE, 9, PRICE, block(0x2000, 1, "1"));
        Move text = hear(SAY, DdeMessage.DATA, 9, PRICE, block(0x1000, 1, "a"));
        Move unicode = hear(SAY, DdeMessage.DATA, 9, PRICE, block(0x1000, 13, "a\0"));
        Move poke = hear(SAY, DdeMessage.ACK, POSITIVE, PRICE, new byte[0]);
        assertThat(call(text.answers()).number).isEqualTo(2);
        assertThat(call(unicode.answers()).number).isEqualTo(1);
        assertThat(call(poke.answers()).operation()).isEqualTo("poke");
        assertThat(calls.open()).isEmpty();
    }

    @Test
    void newsThatWantAnAcknowledgementGetTheClients() {
        Move news = hear(SAY, DdeMessage.DATA, 9, PRICE, block(0x8000, 1, "12"));
        Move ack = hear(ASK, DdeMessage.ACK, POSITIVE, PRICE, new byte[0]);
        assertThat(ack.answers()).isSameAs(news.opens());
        assertThat(sentences())
                .containsExactly("news Price of stock|quotes = 12", "received Price of stock|quotes: acknowledged");
    }

    @Test
    void theValueIsThePayloadWithoutItsHeader() {
        hear(ASK, DdeMessage.POKE, 9, PRICE, block(0x2000, 1, "13\0"));
        Entry entry = recorded.entries(Kind.DATA).get(0);
        assertThat(entry.bytes()).asString().isEqualTo("13\0");
        assertThat(entry.length()).isEqualTo(3);
    }

    @Test
    void aCallWithoutAnswerIsMentionedOnceAndThenFails() {
        Call call = call(hear(ASK, DdeMessage.REQUEST, 1, PRICE, new byte[0]).opens());
        transcript.mention(call, now + 4_999_999_999L);
        assertThat(recorded.entries(Kind.EVENT)).isEmpty();
        transcript.mention(call, now + 5_000_000_000L);
        transcript.mention(call, now + 6_000_000_000L);
        transcript.fail(call, now + 7_000_000_000L, 0, "the server's window is gone");
        assertThat(recorded.entries(Kind.EVENT)).hasSize(1);
        assertThat(sentences()).contains("request Price of stock|quotes: no answer for 5 s, still waiting");
        Entry failure = recorded.entries(Kind.ERROR).get(0);
        assertThat(failure.details().error())
                .isEqualTo(new Details.Failure(0, "no answer to request Price: the server's window is gone"));
        assertThat(failure.details().attributes())
                .containsEntry("duration", 7_000_000_000L)
                .containsEntry("call", 1L);
    }

    @Test
    void aClientThatIsNeverAnsweredCostsABoundedAmount() {
        for (int i = 0; i < 10_100; i++) {
            calls.take(ASK, new DdeMessage(DdeMessage.REQUEST, 1, 1, PRICE), new byte[0], "Price", i);
        }
        assertThat(calls.open()).hasSize(10_000);
        assertThat(calls.open().get(0).number).isEqualTo(101);
    }
}
