package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReadingRecorderTest {

    private final RecordedMessages recorded = new RecordedMessages();
    private final ConversationLog log = new ReadingRecorder(recorded, Map.of()).open("here", "there");

    private List<Map<String, Object>> attributes() {
        return recorded.entries(Kind.DATA).stream()
                .map(entry -> entry.details().attributes())
                .toList();
    }

    private static String text(Map<String, Object> attributes, String name) {
        return String.valueOf(attributes.get(name));
    }

    @Test
    void eachMessageOfSambaAndItsClientSaysWhatItIs() {
        List<Payload> talk = SamplePdus.recorded("tcp.txt");
        talk.forEach(payload -> log.data(payload.direction(), ByteBuffer.wrap(payload.bytes())));
        assertThat(attributes()).hasSameSizeAs(talk);
        assertThat(text(attributes().get(0), "pdu")).startsWith("bind ");
        List<Map<String, Object>> calls = attributes().stream()
                .filter(one -> text(one, "pdu").startsWith("request"))
                .toList();
        assertThat(calls).isNotEmpty().allSatisfy(call -> {
            assertThat(call).containsKeys("interface", "operationNumber");
            assertThat(text(call, "pdu")).contains(text(call, "interface"));
        });
        assertThat(recorded.entries(Kind.DATA))
                .extracting(RecordedMessages.Entry::bytes)
                .containsExactlyElementsOf(talk.stream().map(Payload::bytes).toList());
    }

    @Test
    void bytesOfNoKnownKindAreRecordedAsTheyAre() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            log.data(
                    random.nextBoolean() ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT,
                    ByteBuffer.wrap(bytes));
            RecordedMessages.Entry last = recorded.entries(Kind.DATA).get(i);
            assertThat(last.bytes()).as("-Dipcscope.seed=%d, round %d", seed, i).isEqualTo(bytes);
        }
    }
}
