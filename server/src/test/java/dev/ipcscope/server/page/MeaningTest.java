package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Decoders;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.Query;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages are decoded when somebody looks at them. */
class MeaningTest {

    /** A mailslot write on UDP port 138, as the agent's tests build it. */
    private static final byte[] MAILSLOT = HexFormat.of().parseHex("""
            110a1234c0000211008a00b30000204542454d454a454445464341434143414341434143414341434143414341414100
            20464845504643454c45484643455046464641434143414341434143414341424f00ff534d4225000000000000000000
            00000000000000000000000000000000000011000019000000000000000000e803000000000000000019005600030001
            00070002002a005c4d41494c534c4f545c414c45525453003c7363726970743e616c6572742831293c2f736372697074
            3e
            """.replaceAll("\\s", ""));

    private final InMemoryMessageStore store = new InMemoryMessageStore();
    private final SampleTraffic traffic = new SampleTraffic().machine();

    /** Tells how many bytes went before. */
    private record Counter() implements Decoder {
        @Override
        public String id() {
            return "counter";
        }

        @Override
        public String title() {
            return "Counter";
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public @Nullable Session begin(Conversation conversation) {
            long[] before = new long[1];
            return payload -> {
                String summary = before[0] + " bytes before";
                before[0] += payload.length();
                return new Decoded(title(), summary, List.of(), "");
            };
        }
    }

    private List<Message> messages() throws Exception {
        return store.page(Query.all(Filter.ALL)).messages();
    }

    @Test
    void aDecoderThatRemembersIsFedTheConversation() throws Exception {
        for (int i = 0; i < 200; i++) {
            traffic.say(1, Direction.CLIENT_TO_SERVER, "0123456789");
            traffic.say(2, Direction.CLIENT_TO_SERVER, "another conversation");
        }
        traffic.say(1, Direction.SERVER_TO_CLIENT, "last");
        traffic.into(store);
        List<Message> all = messages();
        Meaning meaning = new Meaning(new Decoders(List.of(new Counter())), store);
        assertThat(meaning.of(all.get(all.size() - 1)))
                .extracting(Decoded::summary)
                .isEqualTo("2000 bytes before");
    }

    @Test
    void messagesWithoutBytesMeanNothing() throws Exception {
        traffic.into(store);
        Meaning meaning = new Meaning(new Decoders(List.of(new Counter())), store);
        for (Message message : messages()) {
            assertThat(meaning.of(message)).isNull();
        }
    }

    @Test
    void aMemoryThatBecameShorterIsSaidToBe() throws Exception {
        traffic.item(4, Kind.SNAPSHOT, Direction.NONE, 0, new byte[0], Details.of(Map.of("size", 50_003L)));
        traffic.into(store);
        assertThat(Summary.of(messages().get(messages().size() - 1))).isEqualTo("cut off after 50,003 bytes");
    }

    @Test
    void summaryAndDetailShowTheMailslot() throws Exception {
        traffic.say(3, Direction.CLIENT_TO_SERVER, MAILSLOT);
        traffic.into(store);
        Message message = messages().get(messages().size() - 1);
        assertThat(Summary.of(message))
                .isEqualTo("\\MAILSLOT\\ALERTS from ALICE<00> to WORKGROUP<1e>: \"<script>alert(1)</script>\"");
        try (PageServer server = new PageServer(store, new NoAgents(), 0)) {
            String page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/messages/" + message.id() + "/detail"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(page)
                    .contains("NetBIOS datagram", "Source name", "ALICE&lt;00&gt; workstation or domain")
                    .contains("Mailslot data", "00a8+25")
                    .doesNotContain("<script>");
        }
    }

    /** A bind of an interface of one's own and a call of it, as the agent's tests build them. */
    @Test
    void aCallIsNamedByWhatWasAgreedOnBeforeAndByTheIdlFileOfTheTap() throws Exception {
        byte[] bind = HexFormat.of()
                .parseHex("05000b0310000000480000000100000000100010000000000100000000000100"
                        + "78563412000000000000123456789012" + "01000000" + "045d888aeb1cc9119fe808002b104860"
                        + "02000000");
        byte[] request = HexFormat.of().parseHex("05000003100000002000000002000000080000000000010000000000000000aa");
        Map<String, Object> idl = Map.of(
                "interfaces",
                Map.of("12345678-0000-0000-0000-123456789012", List.of("orders", "1.0", "plain", "count", "<cancel>")));
        traffic.talk(
                9, "rpc", "127.0.0.1:1350", SampleTraffic.process(1, "client"), SampleTraffic.process(2, "server"));
        traffic.item(9, Kind.OPEN, Direction.NONE, 0, new byte[0], Details.of(idl));
        traffic.say(9, Direction.CLIENT_TO_SERVER, bind);
        traffic.say(9, Direction.CLIENT_TO_SERVER, request);
        traffic.into(store);
        List<Message> all = messages();
        Message message = all.get(all.size() - 1);
        assertThat(Summary.of(message)).isEqualTo("request opnum 1 call 2 ctx 0 8 bytes");
        assertThat(new Meaning(Decoders.ofThisProgram(), store).of(message))
                .extracting(Decoded::summary)
                .isEqualTo("request orders <cancel> (1) call 2 ctx 0 8 bytes");
        try (PageServer server = new PageServer(store, new NoAgents(), 0)) {
            String page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/messages/" + message.id() + "/detail"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(page)
                    .contains(
                            "DCE/RPC",
                            "request orders &lt;cancel&gt; (1) call 2 ctx 0 8 bytes",
                            "Operation number",
                            "Stub")
                    .doesNotContain("<cancel>");
        }
    }

    /** As when the conversation is so long that reading it would take more than a second. */
    @Test
    void aCallIsNamedAsInItsRowAlsoWhenWhatCameBeforeIsNotRead() throws Exception {
        byte[] request = HexFormat.of().parseHex("05000003100000002000000002000000080000000000010000000000000000aa");
        byte[] response = HexFormat.of().parseHex("05000203100000002000000002000000080000000000000000000000000000aa");
        Map<String, Object> known =
                Map.of("pdu", "as the row says it", "interface", "orders", "operation", "count", "operationNumber", 1);
        traffic.talk(
                9, "rpc", "127.0.0.1:1350", SampleTraffic.process(1, "client"), SampleTraffic.process(2, "server"));
        traffic.say(9, Direction.CLIENT_TO_SERVER, "before");
        traffic.item(9, Kind.DATA, Direction.CLIENT_TO_SERVER, request.length, request, Details.of(known));
        traffic.item(9, Kind.DATA, Direction.SERVER_TO_CLIENT, response.length, response, Details.of(known));
        traffic.into(store);
        Meaning meaning = new Meaning(Decoders.ofThisProgram(), store, Duration.ZERO);
        List<Message> all = messages();
        for (int i = 1; i <= 2; i++) {
            Decoded decoded = Objects.requireNonNull(meaning.of(all.get(all.size() - i)));
            assertThat(decoded.summary()).contains(" orders count (1) call 2 ctx 0 8 bytes");
            assertThat(decoded.problem()).contains("without what came before");
            assertThat(decoded.fields())
                    .extracting(field -> field.name() + " " + field.value())
                    .contains("dcerpc.interface orders", "dcerpc.operation count", "dcerpc.opnum 1");
        }
    }

    /** A conversation that no decoder knows is not read to its end for each look. */
    @Test
    void whatNoDecoderKnowsIsNotFed() throws Exception {
        for (int i = 0; i < 500; i++) {
            traffic.say(1, Direction.CLIENT_TO_SERVER, "GET " + i);
        }
        traffic.into(store);
        List<Message> all = messages();
        AtomicInteger asked = new AtomicInteger();
        Decoder counting = new Counting(asked);
        assertThat(new Meaning(new Decoders(List.of(counting)), store).of(all.get(all.size() - 1)))
                .isNull();
        assertThat(asked).hasValueLessThan(3);
    }

    /** Sees with the first payload that it isn't his. */
    private record Counting(AtomicInteger asked) implements Decoder {
        @Override
        public String id() {
            return "counting";
        }

        @Override
        public String title() {
            return "Counting";
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public Session begin(Conversation conversation) {
            return new Session() {
                @Override
                public boolean isOver() {
                    return asked.get() > 0;
                }

                @Override
                public @Nullable Decoded decode(Payload payload) {
                    asked.incrementAndGet();
                    return null;
                }
            };
        }
    }
}
