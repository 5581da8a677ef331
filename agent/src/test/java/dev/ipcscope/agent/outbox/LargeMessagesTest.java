package dev.ipcscope.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.TapSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other taps notice of messages that no frame holds. */
class LargeMessagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Sink sink = new Sink();

    @Test
    void othersAreRecordedWhileALargeMessageWaitsForRoom() throws Exception {
        try (Outbox outbox = new Outbox(folder, 2 << 20, "0.1.0")) {
            ConversationLog other = open(outbox, "gap");
            ConversationLog waiting = open(outbox, "block");
            ConversationLog third = open(outbox, "block");
            third.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(200_000));
            Thread writer = new Thread(() -> waiting.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(1_900_000)));
            writer.start();
            await().atMost(LIMIT).until(() -> outbox.counters().spoolError().contains("full"));
            other.data(Direction.CLIENT_TO_SERVER, text("meanwhile"));
            third.data(Direction.CLIENT_TO_SERVER, text("me too")); // returns when it is in the spool
            await().atMost(LIMIT).until(() -> outbox.counters().inMemory() == 0);
            assertThat(writer.isAlive()).isTrue();
            sink.connect(outbox);
            writer.join(LIMIT.toMillis());
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(sink.messages(Kind.DATA))
                    .extracting(m -> m.payload().length)
                    .containsExactly(200_000, "meanwhile".length(), "me too".length(), 1_900_000);
            assertThat(sink.messages(Kind.GAP)).isEmpty();
        }
    }

    @Test
    void whatIsRecordedMeanwhileFollowsInOrderAndWithoutAHole() throws Exception {
        try (Outbox outbox = sink.connect(new Outbox(folder, 256 << 20, "0.1.0"))) {
            ConversationLog large = open(outbox, "block");
            ConversationLog small = open(outbox, "gap");
            Thread writer = new Thread(() -> IntStream.range(0, 20)
                    .forEach(i -> large.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(2_000_000 + i))));
            writer.start();
            int sent = 0;
            while (writer.isAlive() || sent < 100) {
                small.data(Direction.CLIENT_TO_SERVER, text("m" + sent++));
                Thread.yield();
            }
            assertThat(outbox.flush(LIMIT)).isTrue();
            List<Sink.Got> data = sink.messages(Kind.DATA);
            assertThat(outbox.counters().dropped()).isEmpty();
            assertThat(data.stream().map(Sink.Got::payload).filter(p -> p.length < 2_000_000))
                    .map(p -> new String(p, StandardCharsets.US_ASCII))
                    .isEqualTo(IntStream.range(0, sent).mapToObj(i -> "m" + i).toList());
            assertThat(data.stream().map(m -> m.payload().length).filter(n -> n >= 2_000_000))
                    .isEqualTo(
                            IntStream.range(0, 20).mapToObj(i -> 2_000_000 + i).toList());
            long first = data.get(0).item().seq();
            assertThat(data.stream().map(m -> m.item().seq()))
                    .isEqualTo(
                            LongStream.range(first, first + data.size()).boxed().toList());
        }
    }

    private static ConversationLog open(Outbox outbox, String policy) throws Exception {
        TapSpec spec = TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=" + policy);
        return outbox.recorder(spec).open(null, null);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
