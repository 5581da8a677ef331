package dev.ipcscope.agent.windows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A click in a foreign program goes over the clipboard, DDE, COM and a pipe; all taps together tell it as one story. */
@Tag("windows")
@Timeout(240)
class StoryTest {

    private static final int CLICKS = 3;
    private static final int BRIEF = 200;

    private final long own = ProcessHandle.current().pid();
    private final String service = "story" + own;
    private final String pipe = "ipcscope.story." + own;
    private final RecordedMessages recorded = new RecordedMessages();
    private final Map<ConversationLog, String> mechanisms = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void servers() throws Exception {
        run("bankserver", "-RegServer").finish();
        run("ddeserver", service, "orders").awaitLine("ready");
        run("listener", "pipe", pipe + ".real", "1", "1").awaitLine("ready");
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        try (ForeignProgram server = ForeignProgram.start("bankserver", "-UnregServer")) {
            server.finish();
        }
    }

    private ForeignProgram run(String program, String... arguments) throws Exception {
        ForeignProgram started = ForeignProgram.start(program, arguments);
        open.add(started);
        return started;
    }

    private void tap(String spec) throws Exception {
        TapSpec parsed = TapSpec.parse(spec);
        Mechanism mechanism = MechanismRegistry.load().byId(parsed.mechanism()).orElseThrow();
        Tap tap = mechanism.open(mechanism.check(parsed), recorderOf(parsed.mechanism()));
        open.add(tap::close);
    }

    /** All taps record into one list, and it is known which did. */
    private Recorder recorderOf(String mechanism) {
        return new Recorder() {
            @Override
            public boolean recordsFirst() {
                return recorded.recordsFirst();
            }

            @Override
            public ConversationLog open(@Nullable String client, @Nullable String server) {
                return named(recorded.open(client, server));
            }

            @Override
            public ConversationLog open(
                    @Nullable String client,
                    @Nullable String server,
                    ProcessInfo one,
                    ProcessInfo other,
                    Map<String, Object> attributes) {
                return named(recorded.open(client, server, one, other, attributes));
            }

            private ConversationLog named(ConversationLog log) {
                mechanisms.put(log, mechanism);
                return log;
            }
        };
    }

    private Message message(long id, Entry entry) {
        RecordedMessages.Log log = entry.conversation();
        String mechanism = mechanisms.getOrDefault(log, "");
        Conversation conversation = new Conversation(
                log.number(),
                mechanism,
                mechanism,
                mechanism + ":",
                Policy.GAP,
                0,
                log.client(),
                log.server(),
                log.clientAddress(),
                log.serverAddress());
        return new Message(
                id,
                "",
                "",
                id,
                entry.mono(),
                entry.mono(),
                conversation,
                entry.direction(),
                entry.kind(),
                entry.length(),
                entry.bytes(),
                entry.details());
    }

    /** What the filter lets through, by the agent's clock: the mechanisms, each once for as long as it is at work. */
    private List<String> steps(String filter) throws Exception {
        Filter parsed = FilterParser.parse(filter);
        List<Message> story = new ArrayList<>();
        for (Entry entry : recorded.entries()) {
            story.add(message(story.size() + 1, entry));
        }
        story.sort(Comparator.comparingLong(Message::mono).thenComparingLong(Message::id));
        return steps(story.stream().filter(parsed::test).toList());
    }

    private static List<String> steps(List<Message> story) {
        List<String> steps = new ArrayList<>();
        for (Message message : story) {
            String step = message.conversation().mechanism();
            boolean said = message.kind() == Kind.DATA
                    || message.kind() == Kind.EVENT
                            && !message.details().attributes().containsKey("pending");
            if (said && (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step))) {
                steps.add(step);
            }
        }
        return steps;
    }

    private boolean isRead(String order) {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> "clipboard".equals(mechanisms.get(entry.conversation())))
                .anyMatch(entry ->
                        new String(entry.bytes(), ISO_8859_1).replace("\0", "").startsWith(order));
    }

    @ParameterizedTest
    @ValueSource(strings = {"posted", "sent"})
    void aClickIsOneStoryOverAllMechanisms(String how) throws Exception {
        tap("clipboard:");
        tap("dde:" + service);
        tap("com:Ipcscope.Bank");
        tap("pipe:" + pipe + "=" + pipe + ".real");
        ForeignProgram story = run("story", service, "orders", pipe, how);
        long pid = Long.parseLong(story.awaitLine("ready"));
        for (int click = 1; click <= CLICKS; click++) {
            story.say("click");
            story.awaitLine("clicked " + click);
            String order = "order " + click;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isRead(order));
        }
        assertThat(story.lines())
                .contains("execute done", "deposit 00000000 105", "pipe answered")
                .noneMatch(line -> line.contains("failed"));
        assertThat(mechanisms).hasSize(4);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(recorded.conversations())
                        .allSatisfy(log -> assertThat(log.client().pid()).isEqualTo(pid))
                        .allSatisfy(log -> assertThat(log.client().name()).isEqualTo("story.exe")));

        // what COM says while the object is made comes before the first click
        assertThat(steps("mech:clipboard or mech:dde or mech:com or mech:pipe"))
                .containsSubsequence("clipboard", "dde", "com", "pipe", "clipboard", "dde", "com", "pipe", "clipboard")
                .endsWith("clipboard", "dde", "com", "pipe")
                .hasSizeLessThanOrEqualTo(1 + 4 * CLICKS);
        assertThat(steps("pair:\"story,ddeserver\""))
                .containsExactly("clipboard", "dde", "clipboard", "dde", "clipboard", "dde");
        assertThat(steps("pair:\"" + pid + ",listener\""))
                .containsExactly("clipboard", "pipe", "clipboard", "pipe", "clipboard", "pipe");
        assertThat(steps("pair:\"story,bankserver\"")).endsWith("clipboard", "com", "clipboard", "com");
        assertThat(steps("pair:\"story,nobody\"")).containsExactly("clipboard");
    }

    /** The system posts the news of a change; a pipe, whose writer waits for nobody, must not overtake it. */
    @Test
    void whatFollowsAChangeOfTheClipboardAtOnceIsToldAfterIt() throws Exception {
        tap("clipboard:?read=formats");
        tap("pipe:" + pipe + "=" + pipe + ".real");
        ForeignProgram story = run("story", service, "orders", pipe, "brief:" + BRIEF);
        story.awaitLine("ready");
        story.say("click");
        story.awaitLine("clicked");
        assertThat(story.lines()).noneMatch(line -> line.contains("failed"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> requests().filter("pipe"::equals).count() == BRIEF);
        // the news of a change may come while the program is at the next one, which is then told twice
        String told = String.join(" ", requests().toList()).replaceAll("clipboard( clipboard)+", "clipboard");
        assertThat(told).isEqualTo("clipboard pipe ".repeat(BRIEF).strip());
    }

    /** Changes of the clipboard and what was written into the pipe, by the agent's clock. */
    private Stream<String> requests() {
        return recorded.entries().stream()
                .filter(entry -> entry.direction() == Direction.CLIENT_TO_SERVER)
                .filter(entry -> entry.kind() == Kind.DATA
                        || "the clipboard has changed"
                                .equals(entry.details().attributes().get("text")))
                .sorted(Comparator.comparingLong(Entry::mono))
                .map(entry -> mechanisms.getOrDefault(entry.conversation(), ""));
    }
}
