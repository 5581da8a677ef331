package dev.ipcscope.agent.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordOrderTest {

    private final RecordedMessages recorded = new RecordedMessages();
    private final Flow flow = Flow.of(recorded.open(null, null), recorded, new GateSlot());

    /** Delivers, then waits in its write: as one whose thread was stopped there, or whose reader takes its time. */
    private static final class Slow implements Sink {
        final CountDownLatch delivered = new CountDownLatch(1);
        final CountDownLatch returns = new CountDownLatch(1);

        @Override
        public void write(Chunk chunk) throws IOException {
            chunk.bytes().position(chunk.bytes().limit());
            delivered.countDown();
            try {
                returns.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void finish() {}
    }

    private static final class Quick implements Sink {
        @Override
        public void write(Chunk chunk) {
            chunk.bytes().position(chunk.bytes().limit());
        }

        @Override
        public void finish() {}
    }

    @Test
    void anAnswerComesAfterItsQuestionThoughThatIsStillBeingWritten() throws Exception {
        Slow server = new Slow();
        Lane toServer = new Lane(Direction.CLIENT_TO_SERVER, server, flow);
        Lane toClient = new Lane(Direction.SERVER_TO_CLIENT, new Quick(), flow);
        CompletableFuture<Void> question = CompletableFuture.runAsync(() -> send(toServer, "question"));
        server.delivered.await();

        send(toClient, "answer");
        send(toClient, "more");
        assertThat(texts()).containsExactly("question", "answer", "more");

        server.returns.countDown();
        question.get(30, SECONDS);
        assertThat(texts()).containsExactly("question", "answer", "more");
        send(toServer, "next");
        assertThat(texts()).containsExactly("question", "answer", "more", "next");
    }

    @Test
    void whatSetsOutLaterIsNotRecordedEarlier() throws Exception {
        Slow client = new Slow();
        Slow server = new Slow();
        Lane toClient = new Lane(Direction.SERVER_TO_CLIENT, client, flow);
        Lane toServer = new Lane(Direction.CLIENT_TO_SERVER, server, flow);
        CompletableFuture<Void> greeting = CompletableFuture.runAsync(() -> send(toClient, "greeting"));
        client.delivered.await();
        CompletableFuture<Void> question = CompletableFuture.runAsync(() -> send(toServer, "question"));
        server.delivered.await();
        assertThat(texts()).isEmpty(); // forwarded first

        client.returns.countDown();
        greeting.get(30, SECONDS);
        assertThat(texts()).containsExactly("greeting");
        server.returns.countDown();
        question.get(30, SECONDS);
        assertThat(texts()).containsExactly("greeting", "question");
    }

    private List<String> texts() {
        return recorded.entries(Kind.DATA).stream()
                .map(entry -> new String(entry.bytes(), UTF_8))
                .toList();
    }

    private static void send(Lane lane, String text) {
        try (Chunk chunk = new Chunk(new Buffers(1))) {
            chunk.space().put(text.getBytes(UTF_8));
            chunk.filled(1);
            lane.pass(chunk);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
