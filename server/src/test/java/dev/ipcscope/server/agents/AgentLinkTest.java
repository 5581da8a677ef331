package dev.ipcscope.server.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.control.Agent;
import dev.ipcscope.agent.control.OwnAddress;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.HttpUplink;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.agent.wire.Protocol;
import dev.ipcscope.server.ingest.IngestRoutes;
import dev.ipcscope.server.ingest.Intake;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLinkTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final MessageStore store = new InMemoryMessageStore();
    private final Intake intake = new Intake(store);
    private final Agents agents = new Agents(intake, store::lastSeq);
    private final Talker talker = new Talker();
    private final List<Agent> running = new ArrayList<>();
    private Javalin server = Javalin.create();

    @BeforeEach
    void serve() {
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    new AgentRoutes(agents).register(config.routes);
                    new IngestRoutes(intake).register(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void end() throws Exception {
        for (Agent agent : running) {
            var unused = agent.close(Duration.ZERO);
        }
        server.stop();
        agents.close();
        store.close();
    }

    @Test
    void messagesReachTheStoreOverHttp() throws Exception {
        reaches(http("büro"));
    }

    @Test
    void messagesReachTheStoreFromTheEmbeddedAgent() throws Exception {
        Agent agent = start("embedded");
        agent.connect(new EmbeddedUplink(agents, intake));
        reaches(agent);
        assertThat(agents.agents())
                .singleElement()
                .satisfies(a -> assertThat(a.embedded()).isTrue());
    }

    private void reaches(Agent agent) throws Exception {
        TapStatus tap = agent.taps().open("talk:here", false);
        assertThat(tap.state()).isEqualTo(TapStatus.State.OPEN);
        ConversationLog log = talker.recorder().open("client", null);
        for (int i = 0; i < 5000; i++) {
            log.data(Direction.CLIENT_TO_SERVER, ByteBuffer.wrap(("m" + i).getBytes(StandardCharsets.UTF_8)));
        }
        await().atMost(LIMIT).until(() -> handle(agent).status().connected());
        assertThat(agents.flushAll(LIMIT)).isEmpty();
        List<Message> data = new ArrayList<>();
        store.stream(Query.all(Filter.ALL), m -> m.kind() != Kind.DATA || data.add(m));
        assertThat(data).hasSize(5000);
        assertThat(data.get(4999).payload()).asString().isEqualTo("m4999");
        assertThat(data.get(0)).satisfies(m -> {
            assertThat(m.agent()).isEqualTo(agent.name());
            assertThat(m.conversation().mechanism()).isEqualTo("talk");
            assertThat(m.conversation().endpoint()).isEqualTo("real here");
        });
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(handle(agent).status()).satisfies(status -> {
                    assertThat(status.counters())
                            .isNotNull()
                            .satisfies(c -> assertThat(c.captured()).isEqualTo(5001));
                    assertThat(status.clockOffset())
                            .isNotNull()
                            .satisfies(o -> assertThat(Math.abs(o)).isLessThan(1_000_000_000L));
                    assertThat(status.taps()).extracting(TapStatus::endpoint).containsExactly("real here");
                }));
    }

    @Test
    void tapsAreOpenedAndClosedOverTheControlChannelAndRemembered() throws Exception {
        Agent agent = http("one");
        await().atMost(LIMIT).until(() -> handle(agent).status().connected());
        AgentHandle handle = handle(agent);
        assertThat(handle.openTap("talk:later").get(120, TimeUnit.SECONDS).state())
                .isEqualTo(TapStatus.State.WAITING);
        assertThat(handle.openTap("talk:here").get(120, TimeUnit.SECONDS).state())
                .isEqualTo(TapStatus.State.OPEN);
        talker.later = true;
        await().atMost(LIMIT)
                .until(() -> handle.status().taps().stream()
                        .allMatch(tap -> tap.state() == TapStatus.State.OPEN && tap.remembered()));
        handle.closeTap("talk:here").get(120, TimeUnit.SECONDS);
        assertThatThrownBy(() -> handle.openTap("nonsense").get(120, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AgentException.class)
                .hasMessageContaining("column 1");
        assertThatThrownBy(() -> handle.openTap("other:x").get(120, TimeUnit.SECONDS))
                .hasMessageContaining("no mechanism is called 'other'")
                .cause()
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refused -> assertThat(refused.isWrong()).isTrue());
        assertThatThrownBy(() -> handle.closeTap("talk:here").get(120, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refused -> assertThat(refused.isWrong()).isFalse());
        assertThat(handle.doctor().get(120, TimeUnit.SECONDS).mechanisms())
                .singleElement()
                .satisfies(m -> assertThat(m.id()).isEqualTo("talk"));
        var unused = agent.close(Duration.ZERO);
        running.remove(agent);
        Agent again = start("one");
        assertThat(again.taps().statuses()).extracting(TapStatus::spec).containsExactly("talk:later");
    }

    @Test
    void anotherProtocolVersionIsRefusedInWords() throws Exception {
        Uplink uplink = new HttpUplink(URI.create("http://127.0.0.1:" + server.port()), "token", null);
        UUID spool = UUID.randomUUID();
        AgentInfo old = new AgentInfo(Protocol.VERSION + 1, spool, spool, "old", "host", "os", "user", 1, "9.9");
        assertThatThrownBy(() -> uplink.hello(spool, old))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run the same version of ipcscope on both sides");
        assertThat(agents.agents()).isEmpty();
    }

    @Test
    void malformedAndOversizedBatchesAreRefusedWithTheReasonAndNothingIsStored() throws Exception {
        UUID spool = UUID.randomUUID();
        Intake.Beginning stream = intake.begin(spool, "bad");
        HttpResponse<String> malformed = post(spool, stream.stream(), 0, new byte[] {0, 0, 0, 20, 1, 2, 3});
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("error");
        HttpResponse<String> broken = post(spool, stream.stream(), 1, new byte[0]);
        assertThat(broken.statusCode()).isEqualTo(409);
        stream = intake.begin(spool, "bad");
        HttpResponse<String> oversized = post(spool, stream.stream(), 0, new byte[Protocol.MAX_BATCH + 1]);
        assertThat(oversized.statusCode()).isEqualTo(400);
        assertThat(store.lastId()).isZero();
        assertThat(post(spool, "nobody", 0, new byte[0]).statusCode()).isEqualTo(409);
    }

    @Test
    void whatAnAgentGivesUpIsStoredAsAGap() throws Exception {
        Uplink uplink = new HttpUplink(URI.create("http://127.0.0.1:" + server.port()), "token", null);
        UUID spool = UUID.randomUUID();
        AgentInfo info = new AgentInfo(Protocol.VERSION, spool, spool, "giver", "host", "os", "user", 1, "9.9");
        Uplink.Welcome welcome = uplink.hello(spool, info);
        var refused = uplink.send(welcome, spool, 0, java.nio.ByteBuffer.allocateDirect(64));
        assertThatThrownBy(refused::get)
                .cause()
                .isInstanceOfSatisfying(
                        dev.ipcscope.agent.uplink.RefusedException.class,
                        e -> assertThat(e.malformed()).isTrue());
        uplink.skip(uplink.hello(spool, info), spool, 8, new dev.ipcscope.agent.model.Details.Gap(7L, "no frame & ü"));
        assertThat(uplink.hello(spool, info).lastSeq()).isEqualTo(7);
        assertThat(store.lastSeq(spool)).isEqualTo(7);
        assertThat(store.lastId()).isEqualTo(1);
    }

    @Test
    void twoAgentsOfOneNameAreTold() throws Exception {
        Agent first = start("same");
        Agent second = Agent.start(options("same", folder.resolve("elsewhere")), talker.registry());
        running.add(second);
        first.connect(new EmbeddedUplink(agents, intake));
        second.connect(new HttpUplink(URI.create("http://127.0.0.1:" + server.port()), "token", null));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(agents.agents())
                        .extracting(AgentStatus::name)
                        .hasSize(2)
                        .allMatch(name -> name.equals("same") || name.equals("same-2")));
    }

    private HttpResponse<String> post(UUID spool, String stream, long n, byte[] body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/agents/bad/batches?spool=" + spool + "&stream="
                + stream + "&n=" + n);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private AgentHandle handle(Agent agent) {
        return agents.agent(agent.name()).orElseThrow(() -> new AssertionError("not known yet"));
    }

    private Agent http(String name) throws IOException {
        Agent agent = start(name);
        agent.connect(new HttpUplink(URI.create("http://127.0.0.1:" + server.port()), "token", null));
        await().atMost(LIMIT).until(() -> agents.agent(agent.name()).isPresent());
        return agent;
    }

    private Agent start(String name) throws IOException {
        Agent agent = Agent.start(options(name, folder), talker.registry());
        running.add(agent);
        return agent;
    }

    private static Agent.Options options(String name, Path folder) {
        return new Agent.Options(name, folder, 64 << 20, OwnAddress.NONE, "0.1.0");
    }

    /** A mechanism whose tap records what the test says. */
    private static final class Talker implements Mechanism {
        private volatile @Nullable Recorder recorder;
        private volatile boolean later;

        MechanismRegistry registry() {
            return new MechanismRegistry(List.of(this), List.of());
        }

        Recorder recorder() {
            return java.util.Objects.requireNonNull(recorder, "no tap was opened");
        }

        @Override
        public String id() {
            return "talk";
        }

        @Override
        public String title() {
            return "Talk";
        }

        @Override
        public int hue() {
            return 1;
        }

        @Override
        public Shape shape() {
            return Shape.STREAM;
        }

        @Override
        public Support support() {
            return Support.YES;
        }

        @Override
        public TapSpec check(TapSpec spec) {
            return spec;
        }

        @Override
        public Tap open(TapSpec spec, Recorder opened) throws IOException {
            if (spec.listen().equals("later") && !later) {
                throw new TapWaitingException("later isn't there");
            }
            recorder = opened;
            return new Tap() {
                @Override
                public TapSpec spec() {
                    return spec;
                }

                @Override
                public String endpoint() {
                    return "real " + spec.listen();
                }

                @Override
                public int conversations() {
                    return 0;
                }

                @Override
                public void close() {}
            };
        }
    }
}
