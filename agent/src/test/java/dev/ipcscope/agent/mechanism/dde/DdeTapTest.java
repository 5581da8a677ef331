package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Foreign programs talk DDE directly and through the tap, and must see the same. */
@Tag("windows")
@Timeout(180)
class DdeTapTest {

    private static final String[] EVERYTHING = {
        "request:Price",
        "request:Price:unicode",
        "request:Price:Sample quote",
        "request:Nope",
        "poke:Price:13.25",
        "request:Price",
        "poke:Busy:x",
        "poke:No:x",
        "execute:[Open(\"a\")][Do(1)]",
        "execute:[Busy]",
        "execute:[No]",
        "poke:Price:14.5:unicode",
        "advise:Price",
        "advise:Nope",
        "execute:[Set 15]",
        "news:1",
        "unadvise:Price",
        "request:Price"
    };

    private static int number;

    private final String service =
            "ipcscope" + ++number + "x" + ProcessHandle.current().pid();

    private ForeignProgram server(String topics, String... options) throws IOException {
        ForeignProgram server = ForeignProgram.start(
                "ddeserver",
                Stream.concat(Stream.of(service, topics), Stream.of(options)).toArray(String[]::new));
        server.awaitLine("ready");
        return server;
    }

    private ForeignProgram client(String topic, String... steps) throws IOException {
        return ForeignProgram.start(
                "ddeclient",
                Stream.concat(Stream.of(service, topic), Stream.of(steps)).toArray(String[]::new));
    }

    private DdeTap tap(RecordedMessages recorded) throws Exception {
        return tap(recorded, service);
    }

    private static DdeTap tap(RecordedMessages recorded, String name) throws Exception {
        DdeMechanism mechanism = new DdeMechanism();
        return (DdeTap) mechanism.open(mechanism.check(TapSpec.parse("dde:" + name)), recorded);
    }

    private static List<String> withoutPid(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^ready \\d+$", "ready"))
                .toList();
    }

    /** Under Wine a client goes on asking when a server, or a tap, has accepted; so a tapped server is asked twice. */
    private static List<String> withoutConnects(List<String> lines) {
        return withoutPid(lines).stream()
                .filter(line -> !line.startsWith("connect ") && !line.startsWith("wild connect "))
                .toList();
    }

    private static long pid(ForeignProgram program) {
        return Long.parseLong(program.awaitLine("ready"));
    }

    private List<List<String>> talk(String[] serverOptions, String... steps) throws Exception {
        try (ForeignProgram server = server("quotes", serverOptions);
                ForeignProgram client = client("quotes", steps)) {
            List<String> said = withoutPid(client.finish());
            server.say("quit");
            return List.of(said, withoutConnects(server.finish()));
        }
    }

    @ParameterizedTest
    @CsvSource({"ansi, ansi", "unicode, ansi", "ansi, unicode", "unicode, unicode"})
    void bothSidesSeeTheSameWithTheTapAsWithout(String serverKind, String clientKind) throws Exception {
        List<String> steps = new ArrayList<>(List.of(EVERYTHING));
        if (clientKind.equals("unicode")) {
            steps.add(0, "unicode");
        }
        String[] script = steps.toArray(String[]::new);
        List<List<String>> direct = talk(new String[] {serverKind}, script);
        assertThat(direct.get(0)).contains("request Price -> '12.5' 5 bytes", "end");
        RecordedMessages recorded = new RecordedMessages();
        try (Tap tap = tap(recorded)) {
            assertThat(talk(new String[] {serverKind}, script)).isEqualTo(direct);
            assertThat(tap.endpoint()).isEqualTo(service);
        }
        assertThat(recorded.conversations()).hasSize(1);
    }

    /** Each answer is taken for the next question's; Wine does this to a client of its own without any tap, too. */
    @Test
    void whatWineGetsWrongIsWrongInTheSameWayThroughTheTap() throws Exception {
        String[] script = {
            "quick",
            "request:Price",
            "poke:Price:99",
            "request:Price",
            "pump:200",
            "advise:Price",
            "poke:Price:101",
            "pump:200",
            "poke:Busy:x"
        };
        List<List<String>> direct = withoutGarbage(talk(new String[0], script));
        try (Tap tap = tap(new RecordedMessages())) {
            assertThat(withoutGarbage(talk(new String[0], script))).isEqualTo(direct);
            assertThat(tap.note()).isEmpty();
        }
    }

    /** A result that Wine takes from memory that it never wrote differs from run to run; that it is none stays. */
    private static List<List<String>> withoutGarbage(List<List<String>> said) {
        return said.stream()
                .map(lines -> lines.stream()
                        .map(line -> line.replaceAll("result 0x(?!8000|4000|0$)[0-9a-f]+", "result garbage"))
                        .toList())
                .toList();
    }

    private static List<String> told(RecordedMessages recorded) {
        return recorded.entries(Kind.DATA).stream().map(DdeTapTest::told).toList();
    }

    private static String told(Entry entry) {
        var said = entry.details().attributes();
        String format = String.valueOf(said.get("format"));
        return (entry.direction() == Direction.CLIENT_TO_SERVER ? "> " : "< ")
                + said.getOrDefault("call", "-") + " "
                + said.get("operation") + " "
                + said.getOrDefault("item", "-") + " "
                + said.getOrDefault("format", "-") + " "
                + said.getOrDefault("result", "-")
                + (entry.length() == 0 ? "" : " " + DdeValue.text(entry.bytes(), format));
    }

    @Test
    void callsAndValuesAreRecordedWithItemsFormatsResultsAndBothProcesses() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes");
                Tap tap = tap(recorded);
                ForeignProgram client = client(
                        "quotes",
                        "poke:Price:13",
                        "advise:Price",
                        "poke:Busy:x",
                        "execute:[Set 14]",
                        "news:1",
                        "unadvise:Price",
                        "request:Price:Sample quote",
                        "request:Nope")) {
            client.finish();
            await().until(() -> tap.conversations() == 0);
            assertThat(told(recorded).stream()
                            .filter(line -> !line.contains("acknowledge -") && !line.startsWith("< - ack")))
                    .containsExactly(
                            "> 1 poke Price CF_TEXT - 13",
                            "< 1 poke Price - acknowledged",
                            "> 2 advise Price CF_TEXT -",
                            "< 2 advise Price - acknowledged",
                            "> 3 poke Busy CF_TEXT - x",
                            "< 3 poke Busy - busy",
                            "> 4 execute - CF_TEXT - [Set 14]",
                            "< 4 execute - - acknowledged",
                            "< - data Price CF_TEXT - 14",
                            "> 5 unadvise Price CF_TEXT -",
                            "< 5 unadvise Price - acknowledged",
                            "> 6 request Price Sample quote -",
                            "< 6 request Price Sample quote data 16 bytes 01 00 00 00 00 00 00 00 00 00 00 00 00 00 2c 40",
                            "> 7 request Nope CF_TEXT -",
                            "< 7 request Nope - not processed");
            RecordedMessages.Log talk = recorded.conversations().get(0);
            assertThat(talk.serverAddress()).isEqualTo(service + "|quotes");
            await().untilAsserted(() -> {
                assertThat(talk.client().pid()).isEqualTo(pid(client));
                assertThat(talk.server().pid()).isEqualTo(pid(server));
                assertThat(talk.server().name()).isEqualToIgnoringCase("ddeserver.exe");
            });
            assertThat(talk.entries().get(talk.entries().size() - 1).details().attributes())
                    .containsEntry("end", "closed by client");
        }
    }

    /** One client at a time: Wine itself loses news when several have links to one item. */
    @ParameterizedTest
    @CsvSource({"advise", "warm", "ack"})
    void newsOfAllKindsOfLinksKeepTheirOrder(String link) throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes");
                Tap tap = tap(recorded);
                ForeignProgram client = client("quotes", link + ":Price", "wait", "news:30")) {
            client.awaitLine("waiting");
            assertThat(tap.conversations()).isEqualTo(1);
            client.say("on");
            server.say("tell 30");
            assertThat(client.finish().stream().filter(line -> line.startsWith("news")))
                    .containsExactlyElementsOf(IntStream.range(0, 30)
                            .mapToObj(i -> link.equals("warm")
                                    ? "news Price changed"
                                    : "news Price 'tick " + i + "' " + (i < 10 ? 7 : 8) + " bytes")
                            .toList());
        }
        assertThat(recorded.entries(Kind.DATA))
                .filteredOn(entry -> "data".equals(entry.details().attributes().get("operation")))
                .hasSize(30)
                .allSatisfy(entry -> assertThat(entry.details().attributes().get("link"))
                        .isEqualTo(link.equals("warm") ? "warm" : null));
    }

    @Test
    void aServerRefusesAndAcceptsAsItLikes() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        List<String> direct;
        try (ForeignProgram server = server("quotes,Refused");
                ForeignProgram refused = client("Refused");
                ForeignProgram unknown = client("nothing")) {
            direct = withoutPid(refused.finish());
            assertThat(withoutPid(unknown.finish())).isEqualTo(direct);
            server.awaitLine("connect " + service + "|Refused refused");
        }
        try (ForeignProgram server = server("quotes,Refused");
                Tap tap = tap(recorded);
                ForeignProgram refused = client("Refused")) {
            assertThat(withoutPid(refused.finish())).isEqualTo(direct);
            server.awaitLine("connect " + service + "|Refused refused");
            assertThat(tap.note()).contains(service + "|Refused");
            assertThat(recorded.entries(Kind.ERROR))
                    .hasSize(1)
                    .allSatisfy(entry -> assertThat(entry.details().error())
                            .satisfies(error ->
                                    assertThat(error.text()).contains("no server accepted " + service + "|Refused")));
        }
    }

    @Test
    void aClientThatLeavesTheTopicOpenGetsOne() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes,other", "wild");
                Tap tap = tap(recorded);
                ForeignProgram client = client("*", "request:Price")) {
            assertThat(client.finish()).contains("connected", "request Price -> '12.5' 5 bytes");
            server.awaitLine("wild connect " + service + "|");
            assertThat(tap.note()).isEmpty();
        }
        assertThat(recorded.conversations())
                .extracting(RecordedMessages.Log::serverAddress)
                .contains(service + "|quotes");
    }

    @Test
    void onlyTheTopicOfTheTapIsSeen() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes,other");
                Tap tap = tap(recorded, service + "|other");
                ForeignProgram passing = client("quotes", "request:Price");
                ForeignProgram seen = client("other", "request:Price")) {
            passing.finish();
            seen.finish();
            server.awaitLine("request quotes|Price CF_TEXT");
            server.awaitLine("request other|Price CF_TEXT");
            assertThat(tap.endpoint()).isEqualTo(service + "|other");
        }
        assertThat(recorded.conversations())
                .extracting(RecordedMessages.Log::serverAddress)
                .containsExactly(service + "|other");
    }

    @Test
    void aServerThatHangsIsSeenWaitingThenFailedWhileAnotherConversationGoesOn() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram slow = server("hang");
                ForeignProgram quick = server("quick");
                Tap tap = tap(recorded);
                ForeignProgram other = client(
                        "quick",
                        "advise:Price",
                        "wait",
                        "execute:[Set 1]",
                        "news:1",
                        "execute:[Set 2]",
                        "news:2",
                        "wait");
                ForeignProgram hung = client("hang", "wait", "timeout:6000", "request:Slow")) {
            other.awaitLine("waiting");
            hung.awaitLine("waiting");
            hung.say("on");
            slow.awaitLine("request hang|Slow");
            other.say("on");
            other.await(lines -> lines.stream().filter("waiting"::equals).count() == 2, "second wait");
            assertThat(recorded.entries(Kind.ERROR)).isEmpty();
            hung.finish();
            await().until(() -> !recorded.entries(Kind.ERROR).isEmpty());
            assertThat(other.lines()).contains("news Price '2' 2 bytes");
            assertThat(recorded.entries(Kind.EVENT))
                    .hasSize(1)
                    .allSatisfy(entry -> assertThat(entry.details().attributes())
                            .containsEntry("pending", true)
                            .containsEntry("call", 1L)
                            .containsEntry("operation", "request")
                            .containsEntry("item", "Slow"));
            Entry failure = recorded.entries(Kind.ERROR).get(0);
            assertThat(failure.details().attributes()).containsEntry("call", 1L);
            assertThat(failure.details().attributes().get("duration"))
                    .asInstanceOf(InstanceOfAssertFactories.LONG)
                    .isGreaterThan(5_000_000_000L);
            assertThat(failure.details().error())
                    .isEqualTo(new Details.Failure(0, "no answer to request Slow: the client ended the conversation"));
            quick.awaitLine("execute quick [Set 2] (ANSI)");
            assertThat(tap.conversations()).isEqualTo(1);
        }
    }

    @Test
    void aServerMayGoAndComeBack() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (Tap tap = tap(recorded)) {
            try (ForeignProgram first = server("quotes");
                    ForeignProgram client = client("quotes", "advise:Price", "wait", "gone")) {
                client.awaitLine("waiting");
                first.close();
                client.say("on");
                assertThat(client.finish()).contains("disconnected by the server");
                await().until(() -> tap.conversations() == 0);
                assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes())
                        .containsEntry("end", "server gone");
            }
            try (ForeignProgram none = client("quotes")) {
                assertThat(withoutPid(none.finish())).containsExactly("ready", "not connected, error 0x400a");
                assertThat(tap.note()).contains("no server accepted");
            }
            try (ForeignProgram second = server("quotes");
                    ForeignProgram client = client("quotes", "request:Price")) {
                assertThat(client.finish()).contains("request Price -> '12.5' 5 bytes");
                second.awaitLine("request quotes|Price CF_TEXT");
                assertThat(tap.note()).isEmpty();
            }
        }
        assertThat(recorded.conversations()).hasSize(3);
    }

    @Test
    void aServerWhoseWindowComesBeforeAllOthersIsTappedAllTheSame() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (DdeTap tap = tap(recorded);
                ForeignProgram server = server("quotes", "topmost")) {
            await().untilAsserted(() -> {
                try (ForeignProgram client = client("quotes", "request:Price")) {
                    assertThat(client.finish()).contains("request Price -> '12.5' 5 bytes", "end");
                }
                assertThat(told(recorded)).contains("< 1 request Price CF_TEXT data 12.5");
            });
            assertThat(tap.note()).isEmpty();
            server.awaitLine("request quotes|Price CF_TEXT");
        }
    }

    /** Wine copies a message onto the receiver's stack, and one without room there loses it. */
    @Test
    void aBlockLargerThanAnOrdinaryStackPasses() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        String[] steps = {"large:Price:6000000", "request:Price"};
        try (ForeignProgram server = server("quotes")) {
            List<String> direct = said(steps);
            assertThat(direct).contains("poke Price done, result 0x8000");
            try (DdeTap tap = tap(recorded)) {
                assertThat(said(steps)).isEqualTo(direct);
                assertThat(tap.note()).isEmpty();
            }
            server.awaitLine("disconnect");
        }
        assertThat(recorded.entries(Kind.DATA))
                .anySatisfy(entry -> assertThat(entry.payload().remaining()).isGreaterThanOrEqualTo(6_000_000));
    }

    private List<String> said(String... steps) throws Exception {
        try (ForeignProgram client = client("quotes", steps)) {
            return withoutPid(client.finish());
        }
    }

    @Test
    void aServerHearsThatItsClientDied() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes");
                Tap tap = tap(recorded);
                ForeignProgram client = client("quotes", "advise:Price", "wait")) {
            client.awaitLine("waiting");
            client.close();
            server.awaitLine("disconnect");
            await().until(() -> tap.conversations() == 0);
        }
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "client gone");
    }

    @Test
    void aClosedTapEndsItsConversationsAndLeavesTheServerReachable() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes");
                Tap tap = tap(recorded);
                ForeignProgram first = client("quotes", "request:Price", "gone")) {
            first.awaitLine("request Price");
            tap.close();
            assertThat(first.finish()).contains("disconnected by the server");
            server.awaitLine("disconnect");
            try (ForeignProgram second = client("quotes", "request:Price")) {
                assertThat(second.finish()).contains("request Price -> '12.5' 5 bytes", "end");
            }
        }
        assertThat(recorded.conversations()).hasSize(1);
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "tap closed");
    }

    @Test
    void oneConversationIsHeldAndLetGoAlone() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes");
                DdeTap tap = tap(recorded);
                ForeignProgram held = client("quotes", "wait", "poke:Price:7", "request:Price")) {
            held.awaitLine("waiting");
            DdeConversation first = tap.talks().get(0);
            try (ForeignProgram free =
                    client("quotes", "advise:Price", "wait", "execute:[Set 8]", "news:1", "request:Price")) {
                free.awaitLine("waiting");
                tap.onLoop(() -> first.hold(true));
                held.say("on");
                free.say("on");
                assertThat(free.finish()).contains("news Price '8' 2 bytes", "request Price -> '8' 2 bytes");
                assertThat(server.lines()).noneMatch(line -> line.endsWith("'7'"));
                tap.onLoop(() -> first.hold(false));
                assertThat(held.finish()).contains("poke Price done, result 0x8000", "request Price -> '7' 2 bytes");
            }
        }
    }

    @Test
    void bytesOfAnExecuteArriveAsTheyWere() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = server("quotes", "unicode");
                Tap tap = tap(recorded);
                ForeignProgram client = client("quotes", "unicode", "execute:[Say(hi)]")) {
            client.finish();
            server.awaitLine("execute quotes [Say(hi)] (UTF-16)");
            assertThat(tap.note()).isEmpty();
        }
        Entry execute = recorded.entries(Kind.DATA).get(0);
        assertThat(execute.bytes()).isEqualTo("[Say(hi)]\0".getBytes(StandardCharsets.UTF_16LE));
        assertThat(execute.details().attributes()).containsEntry("format", "CF_UNICODETEXT");
    }
}
