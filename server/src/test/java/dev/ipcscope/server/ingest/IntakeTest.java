package dev.ipcscope.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.FrameWriter;
import dev.ipcscope.server.store.Count;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final long SEED = Long.getLong("ipcscope.seed", 20261123);

    private final MessageStore store = new InMemoryMessageStore();
    private final Intake intake = new Intake(store);
    private final UUID spool = UUID.randomUUID();
    private final ExecutorService senders = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws Exception {
        senders.shutdownNow();
        store.close();
    }

    @Test
    void batchesThatOvertakeEachOtherAreStoredInOrder() throws Exception {
        Intake.Beginning stream = intake.begin(spool, "a");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(SEED));
        List<Future<Long>> answers = new ArrayList<>();
        for (int n : order) {
            answers.add(senders.submit(
                    () -> intake.accept(spool, stream.stream(), n, batch(n + 1)).get()));
        }
        for (Future<Long> answer : answers) {
            assertThat(answer.get(120, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(store.lastSeq(spool)).isEqualTo(40);
        Count count = store.count(Query.all(Filter.ALL), soFar -> true);
        assertThat(count.messages()).isEqualTo(40);
    }

    @Test
    void aBatchWhosePredecessorNeverComesIsRefusedAndTheStreamIsBroken() throws Exception {
        Intake.Beginning stream = intake.begin(spool, "a");
        assertThatThrownBy(() -> intake.accept(spool, stream.stream(), 1, batch(2)))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("batch 0 didn't come before batch 1")
                .extracting(e -> ((IngestException) e).status())
                .isEqualTo(409);
        assertThatThrownBy(() -> intake.accept(spool, stream.stream(), 0, batch(1)))
                .hasMessageContaining("begin again");
        assertThat(store.lastId()).isZero();
        Intake.Beginning again = intake.begin(spool, "a");
        assertThat(again.lastSeq()).isZero();
        assertThat(intake.accept(spool, again.stream(), 0, batch(1)).get()).isEqualTo(1);
    }

    @Test
    void theStreamBeforeIsRefusedOnceANewOneHasBegun() throws Exception {
        Intake.Beginning old = intake.begin(spool, "a");
        Intake.Beginning fresh = intake.begin(spool, "a");
        assertThatThrownBy(() -> intake.accept(spool, old.stream(), 0, batch(1)))
                .hasMessageContaining("begin again");
        assertThat(intake.accept(spool, fresh.stream(), 0, batch(1)).get()).isEqualTo(1);
    }

    @Test
    void whatComesTwiceIsStoredOnce() throws Exception {
        for (int round = 0; round < 3; round++) {
            Intake.Beginning stream = intake.begin(spool, "a");
            assertThat(intake.accept(spool, stream.stream(), 0, batch(1)).get()).isEqualTo(1);
        }
        assertThat(store.count(Query.all(Filter.ALL), soFar -> true).messages()).isEqualTo(1);
    }

    private static ByteBuffer batch(long seq) {
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        writer.begin(0);
        writer.talk(new Conversation(
                1, "tcp", "e", "t", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null));
        writer.message(seq, seq, 1, Kind.DATA, Direction.NONE, 0, null, 0, 0, null);
        return writer.seal(seq);
    }
}
