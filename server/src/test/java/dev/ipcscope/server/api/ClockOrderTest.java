package dev.ipcscope.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.Query;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClockOrderTest {

    private static final long NOON = 1_767_355_200_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final InMemoryMessageStore store = new InMemoryMessageStore();

    /** Messages of an agent that are named by when they happened, in the order in which they were recorded. */
    private void record(String agent, long base, long... monos) throws Exception {
        List<WireItem> items = new ArrayList<>();
        ProcessInfo nobody = ProcessInfo.UNKNOWN;
        items.add(new WireItem.TimeBase(base));
        items.add(new WireItem.Talk(
                new Conversation(1, "dde", "x", "dde:x", Policy.GAP, base, nobody, nobody, null, null)));
        for (int i = 0; i < monos.length; i++) {
            ByteBuffer text = ByteBuffer.wrap((agent + monos[i]).getBytes(StandardCharsets.UTF_8));
            // the time of day is found anew with each frame, and wavers
            items.add(new WireItem.TimeBase(base + (i % 3) * 5_000));
            items.add(new WireItem.Item(
                    i + 1, monos[i], 1, Kind.DATA, Direction.CLIENT_TO_SERVER, text.remaining(), text, null));
        }
        store.append(UUID.randomUUID(), agent, items).get();
    }

    private List<String> inOrder(Query query, int most) throws Exception {
        List<String> texts = new ArrayList<>();
        new ClockOrder(store, most).stream(query, message -> {
            texts.add(new String(message.payload(), StandardCharsets.UTF_8));
            return true;
        });
        return texts;
    }

    private static Query all() {
        return Query.all(Filter.ALL);
    }

    @Test
    void whatWasRecordedLateStandsWhereItHappened() throws Exception {
        record("a", NOON, 1_000, 2_000, 4_000, 3_000, 2_500, 2_500);
        assertThat(inOrder(all(), 100)).containsExactly("a1000", "a2000", "a2500", "a2500", "a3000", "a4000");
        assertThat(inOrder(all().withLimit(3), 100)).containsExactly("a1000", "a2000", "a2500");
        assertThat(inOrder(Query.all(FilterParser.parse("text:\"a3\" or text:\"a4\"")), 100))
                .containsExactly("a3000", "a4000");
    }

    @Test
    void agentsArePutTogetherByTheirTimes() throws Exception {
        record("a", NOON, 5 * SECOND, 9 * SECOND);
        record("b", NOON - 100 * SECOND, 106 * SECOND, 103 * SECOND, 110 * SECOND);
        assertThat(inOrder(all(), 100))
                .containsExactly(
                        "b" + 103 * SECOND, "a" + 5 * SECOND, "b" + 106 * SECOND, "a" + 9 * SECOND, "b" + 110 * SECOND);
    }

    @Test
    void aMachineThatWasStartedAnewCountsFromZero() throws Exception {
        record("a", NOON, 900_000 * SECOND);
        record("a", NOON + 900_100 * SECOND, 5 * SECOND, 4 * SECOND);
        assertThat(inOrder(all(), 100)).containsExactly("a" + 900_000 * SECOND, "a" + 4 * SECOND, "a" + 5 * SECOND);
    }

    @Test
    void tooManyAreRefusedInWords() throws Exception {
        record("a", NOON, 3, 2, 1);
        assertThat(inOrder(all(), 3)).containsExactly("a1", "a2", "a3");
        assertThatThrownBy(() -> inOrder(all(), 2))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("more than 2 messages match")
                .hasMessageContaining("narrow the filter");
    }
}
