package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Foreign programs talk directly and through the relay, and must see the same. */
@Tag("windows")
@Timeout(180)
class PipeRelayTest {

    private static final String REAL = "\\\\.\\pipe\\";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the server of kind "acl" sets, as Wine spells it; Windows may say 0x1f01ff for FA and the like. */
    private static final String ACCESS_LIST = "D:(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;WD)";

    private final String real = PipeTalk.name();
    private final String front = real + "-front";

    @ParameterizedTest
    @CsvSource({"sync,sync,gap", "overlapped,overlapped,gap", "sync,overlapped,block", "overlapped,sync,block"})
    void messagesOfAllSizesKeepTheirBoundaries(String serverIo, String clientIo, String policy) throws Exception {
        RecordedMessages recorded = assertSame(
                List.of("message", serverIo, "255", "2"),
                policy,
                List.of(
                        "message",
                        clientIo,
                        "open",
                        "info",
                        "s:0",
                        "r:100",
                        "s:1",
                        "r:1",
                        "s:4096",
                        "r:4096",
                        "s:65536",
                        "r:65536",
                        "s:200000",
                        "r:5000",
                        "close"));
        assertThat(lengths(recorded, Direction.CLIENT_TO_SERVER)).containsExactly(0L, 1L, 4096L, 65536L, 200000L);
        assertThat(lengths(recorded, Direction.SERVER_TO_CLIENT)).containsExactly(0L, 1L, 4096L, 65536L, 200000L);
        assertThat(recorded.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                .isEqualTo(recorded.conversations().get(0).stream(Direction.SERVER_TO_CLIENT));
    }

    @ParameterizedTest
    @CsvSource({"sync", "overlapped"})
    void bytesKeepTheirOrder(String io) throws Exception {
        RecordedMessages recorded = assertSame(
                List.of("byte", io, "255", "2"),
                "gap",
                List.of("byte", io, "open", "info", "s:1", "a:1", "s:2000", "a:2000", "s:3000", "a:3000", "close"));
        assertThat(recorded.totalBytes()).isEqualTo(2 * 5001);
    }

    @Test
    void aLongStreamArrivesWhole() throws Exception {
        RecordedMessages recorded = assertSame(
                List.of("byte", "overlapped", "255", "1", "in"),
                "gap",
                List.of("byte", "sync", "open:w", "s:3000000", "s:1", "s:2000000", "close"));
        assertThat(recorded.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                .hasSize(5_000_001);
    }

    @Test
    void aPipeThatOnlyTheServerWritesTo() throws Exception {
        assertSame(
                List.of("message", "sync", "255", "1", "out"),
                "gap",
                List.of("message", "sync", "open:r", "r:100", "r:100", "r:100", "close"));
    }

    @Test
    void transactionsWorkAlsoWithASmallBuffer() throws Exception {
        assertSame(
                List.of("message", "sync", "255", "1"),
                "gap",
                List.of("message", "sync", "open", "t:10", "t:100", "t:5000", "close"));
    }

    @ParameterizedTest
    @CsvSource({"flush,gap", "close,gap", "drop,gap", "flush,block", "close,block"})
    void lastWordsAndTheWayOfHangingUpPassThrough(String how, String policy) throws Exception {
        assertSame(
                List.of("message", "sync", "255", "1"),
                policy,
                List.of("message", "sync", "open", "x:bye " + how, "r:100", "r:100", "close"));
    }

    @Test
    void oneCallWaitsConnectsTransactsAndLeaves() throws Exception {
        assertSame(List.of("message", "sync", "255", "2"), "gap", List.of("message", "sync", "wait:2000", "c:5000"));
    }

    @ParameterizedTest
    @CsvSource({"message", "byte"})
    void aClientThatDoesNotWaitForData(String mode) throws Exception {
        assertSame(List.of(mode, "sync", "255", "2"), "gap", List.of(mode, "sync", "open", "s:300", "p:300", "close"));
    }

    @Test
    void aClientThatReadsMessagesAsBytes() throws Exception {
        assertSame(
                List.of("message", "sync", "255", "2"),
                "gap",
                List.of("byte", "sync", "open", "s:300", "a:100", "s:10", "a:200", "a:10", "close"));
    }

    @Test
    void aServerThatReadsMessagesAsBytes() throws Exception {
        assertSame(
                List.of("message", "sync", "255", "2", "bytes"),
                "gap",
                List.of("message", "sync", "open", "s:300", "r:100", "s:5000", "r:5000", "r:5000", "close"));
    }

    @ParameterizedTest
    @CsvSource({"2", "255"})
    void theFrontIsBusyWhenTheRealPipeIs(String max) throws Exception {
        List<String> steps = List.of("message", "sync", "tryopen", "wait:200", "open", "s:1", "r:1", "close");
        List<String> direct;
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", max, "2")) {
            direct = besideTwoOthers(real, steps);
        }
        assertThat(direct).contains("open error 231", "wait error 121", "write 1");
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", max, "2");
                Tap tap = tap("gap", new RecordedMessages())) {
            assertThat(besideTwoOthers(front, steps)).isEqualTo(direct);
        }
    }

    private static List<String> besideTwoOthers(String name, List<String> steps) throws Exception {
        for (int i = 0; i < 2; i++) {
            PipeTalk.client(name, "message", "sync", "open", "s:5", "r:5", "sleep:3000", "close")
                    .awaitLine("read 5");
        }
        return PipeTalk.client(name, steps.toArray(String[]::new)).finish().stream()
                .map(PipeTalk::withoutPid)
                .toList();
    }

    @Test
    void aServerThatComesLateAndDoesNotWait() throws Exception {
        List<String> steps = List.of("message", "sync", "open", "x:early", "close");
        List<String> direct;
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1", "late")) {
            PipeTalk.client(real, steps.toArray(String[]::new)).finish();
            direct = untilReadError(server);
        }
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1", "late");
                Tap tap = tap("gap&type=message", new RecordedMessages())) {
            PipeTalk.client(front, steps.toArray(String[]::new)).finish();
            assertThat(untilReadError(server)).containsExactlyElementsOf(direct);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3"})
    void theServerSeesTheImpersonationLevelThatTheClientGranted(int level) throws Exception {
        assertSame(
                List.of("message", "sync", "255", "2", "level"),
                "gap&type=message",
                List.of("message", "sync", "level:" + level, "open", "s:1", "rt", "close"));
    }

    /** Programs with a pool open all its connections at once, and don't wait where there were always enough instances. */
    @ParameterizedTest
    @CsvSource({"20", "3"})
    void asManyClientsAtOnceComeThroughAsTheServerHasInstances(String instances) throws Exception {
        String all = "burst " + instances + " error 0";
        try (ForeignProgram server = PipeTalk.server(real, "byte", "overlapped", "255", instances)) {
            assertThat(PipeTalk.client(real, "byte", "sync", "burst:" + instances)
                            .finish())
                    .contains(all);
            server.endInput();
        }
        try (ForeignProgram server = PipeTalk.server(real, "byte", "overlapped", "255", instances);
                Tap tap = tap("gap", new RecordedMessages())) {
            assertThat(PipeTalk.client(front, "byte", "sync", "burst:" + instances)
                            .finish())
                    .contains(all);
            server.endInput();
        }
    }

    /** A program that opens one connection to ask and one to be told, say, and whose server tells them by their order. */
    @Test
    void connectionsReachTheServerInTheOrderInWhichTheyWereOpened() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("pipeorder", "serve", real, "4", "50")) {
            server.awaitLine("ready");
            try (Tap tap = tap("gap", new RecordedMessages())) {
                assertThat(ForeignProgram.start("pipeorder", "open", front, "4", "50")
                                .finish())
                        .containsExactly("done");
            }
            assertThat(server.finish()).contains("rounds 50 swapped 0");
        }
    }

    /** The connection by which the tap learned how the pipe is made is the first client's, and not one more. */
    @Test
    void aServerThatHangsUpAtOnceMeetsAsManyConnectionsAsThereAreClients() throws Exception {
        String[] comesAndReads = {"byte", "sync", "open", "r:10", "open", "r:10", "open", "r:10"};
        try (ForeignProgram server = PipeTalk.server(real, "byte", "sync", "255", "2", "shut")) {
            server.awaitLine("ready");
            List<String> direct = PipeTalk.client(real, comesAndReads).finish();
            try (Tap tap = tap("gap", new RecordedMessages())) {
                assertThat(withoutPids(PipeTalk.client(front, comesAndReads).finish()))
                        .isEqualTo(withoutPids(direct));
            }
            server.endInput();
            assertThat(server.finish())
                    .filteredOn(line -> line.startsWith("connected"))
                    .hasSize(6);
        }
    }

    @Test
    void aPipeOfAnotherMachineIsWaitedForInWords() {
        assertThatThrownBy(
                        () -> PipeTalk.tap("pipe:" + front + "=\\\\nowhere.invalid\\pipe\\x", new RecordedMessages()))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("\\\\nowhere.invalid\\pipe\\x")
                .hasMessageContaining("error ");
    }

    @Test
    void whatAClientWroteBeforeItLeftArrives() throws Exception {
        assertSame(
                List.of("message", "overlapped", "255", "1", "in"),
                "gap",
                List.of("message", "sync", "open:w", "s:10", "s:0", "s:2000", "close"));
    }

    @Test
    void severalInstancesAreConversationsOfTheirOwn() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "overlapped", "255", "6");
                Tap tap = tap("gap", recorded)) {
            List<ForeignProgram> clients = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                clients.add(PipeTalk.client(
                        front, "message", "sync", "open", "s:" + i, "r:100", "sleep:1000", "s:0", "r:9", "close"));
            }
            for (ForeignProgram client : clients) {
                assertThat(client.finish()).contains("closed").noneMatch(line -> line.contains("error"));
            }
            PipeTalk.awaitClosed(recorded, 5);
            assertThat(recorded.conversations())
                    .extracting(log -> log.stream(Direction.CLIENT_TO_SERVER).length)
                    .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
            assertThat(recorded.conversations())
                    .extracting(log -> log.client().pid())
                    .doesNotHaveDuplicates();
            assertThat(tap.conversations()).isZero();
        }
    }

    @Test
    void aSingleInstanceIsBusyForTheSecondAndFreeForTheThird() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "1", "1");
                Tap tap = tap("gap", recorded)) {
            ForeignProgram first =
                    PipeTalk.client(front, "message", "sync", "open", "s:5", "r:10", "sleep:3000", "close");
            first.awaitLine("read 5");
            assertThat(PipeTalk.client(front, "message", "sync", "tryopen").finish())
                    .contains("open error 231");
            ForeignProgram third = PipeTalk.client(front, "message", "sync", "open", "s:6", "r:10", "close");
            assertThat(first.finish()).contains("closed");
            assertThat(third.finish()).contains("write 6", "closed");
        }
    }

    @Test
    void bothProcessesAreKnown() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
                Tap tap = tap("gap", recorded)) {
            long serverPid = Long.parseLong(server.awaitLine("ready"));
            ForeignProgram client =
                    PipeTalk.client(front, "message", "sync", "open", "s:1", "r:1", "sleep:1500", "close", "info");
            long clientPid = Long.parseLong(client.awaitLine("pid"));
            client.awaitLine("read 1");
            RecordedMessages.Log log = recorded.conversations().get(0);
            Awaitility.await()
                    .until(() -> log.client().command() != null && log.server().name() != null);
            assertThat(log.client().pid()).isEqualTo(clientPid);
            assertThat(log.client().name()).isEqualTo("pipeclient.exe");
            assertThat(log.client().path()).endsWith("\\pipeclient.exe");
            assertThat(log.client().command()).contains("s:1").contains("sleep:1500");
            assertThat(log.client().user()).isNotBlank();
            assertThat(log.server().pid()).isEqualTo(serverPid);
            assertThat(log.server().name()).isEqualTo("pipeserver.exe");
            assertThat(log.serverAddress()).isEqualTo("\\\\.\\pipe\\" + real);
            client.finish();
        }
    }

    @Test
    void withAGivenTypeTheRealPipeIsNotAskedBeforeAClientComes() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
                Tap tap = tap("gap&type=message", recorded)) {
            PipeTalk.one(real, 3);
            server.await(lines -> lines.stream().anyMatch(line -> line.startsWith("read error 109")), "hang-up");
            PipeTalk.one(front, 4);
            PipeTalk.awaitClosed(recorded, 1);
            assertThat(server.lines())
                    .filteredOn(line -> line.startsWith("connected"))
                    .hasSize(2);
        }
    }

    @Test
    void theFrontHasTheAccessListOfTheRealPipe() throws Exception {
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1", "acl");
                Tap tap = tap("gap", new RecordedMessages())) {
            List<String> seen = PipeTalk.client(front, "message", "sync", "open", "acl", "s:1", "r:1", "close")
                    .finish();
            assertThat(seen).contains("acl " + ACCESS_LIST, "write 1");
        }
    }

    @Test
    void aServerThatDiesInTheMiddleOfAMessageIsHungUpAndServedAgainWhenItIsBack() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1", "die");
                Tap tap = tap("gap", recorded)) {
            assertThat(PipeTalk.client(front, "message", "sync", "open", "s:200000", "r:100", "close")
                            .finish())
                    .contains("read error 109", "closed");
            PipeTalk.awaitClosed(recorded, 1);
            assertThat(recorded.entries(Kind.ERROR)).singleElement().satisfies(PipeRelayTest::saysWhatWasNotDelivered);
            awaitNote(tap, "(error 2)");
            assertThat(tap.note()).contains(REAL + real).contains("start it again");
            try (ForeignProgram again = PipeTalk.server(real, "message", "sync", "255", "1")) {
                Awaitility.await().atMost(LIMIT).until(() -> tap.note().isEmpty());
                PipeTalk.one(front, 7);
            }
        }
    }

    private static void saysWhatWasNotDelivered(RecordedMessages.Entry error) {
        assertThat(error.direction()).isEqualTo(Direction.CLIENT_TO_SERVER);
        assertThat(String.valueOf(error.details().error()))
                .contains("the last message was not delivered: writing to " + REAL)
                .containsPattern("\\(error \\d+\\)");
    }

    @Test
    void aPipeInAnotherModeThanItsTapIsRefusedInWords() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
                Tap tap = tap("gap&type=byte", recorded)) {
            assertThat(PipeTalk.client(front, "byte", "sync", "open", "r:100", "close")
                            .finish())
                    .contains("read error 109");
            assertThat(tap.note())
                    .contains(REAL + real + " is made otherwise")
                    .contains("byte or message mode")
                    .contains("close the tap and open it again");
            PipeTalk.one(real, 3);
        }
    }

    @Test
    void withoutItsTargetATapWaits() {
        assertThatThrownBy(() -> tap("gap", new RecordedMessages()))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("\\\\.\\pipe\\" + real);
    }

    @Test
    void aMailslotOfThatNameIsNamed() throws Exception {
        try (ForeignProgram reader = ForeignProgram.start("mailslotreader", real)) {
            reader.awaitLine("ready");
            assertThatThrownBy(() -> tap("gap", new RecordedMessages()))
                    .isInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("there is no pipe " + REAL + real + " yet (error 2)")
                    .hasMessageEndingWith("mailslot:FRONT=\\\\.\\mailslot\\" + real);
        }
    }

    @Test
    void aNameInUseIsRefused() throws Exception {
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
                Tap tap = tap("gap", new RecordedMessages())) {
            assertThatThrownBy(() -> tap("gap", new RecordedMessages()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("exists already");
        }
    }

    @Test
    void theNameGoesWithTheServerAndComesBackWithIt() throws Exception {
        String[] look = {"message", "sync", "tryopen", "wait:200"};
        List<String> direct;
        ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
        try (Tap tap = tap("gap", new RecordedMessages())) {
            PipeTalk.one(front, 4);
            server.endInput();
            direct = PipeTalk.client(real, look).finish();
            awaitNote(tap, "(error 2)");
            assertThat(tap.note()).contains(REAL + real).contains("start it again");
            assertThat(withoutPids(PipeTalk.client(front, look).finish()))
                    .contains("open error 2", "wait error 2")
                    .isEqualTo(withoutPids(direct));
            try (ForeignProgram again = PipeTalk.server(real, "message", "sync", "255", "1")) {
                Awaitility.await().atMost(LIMIT).until(() -> tap.note().isEmpty());
                PipeTalk.one(front, 4);
            }
        }
    }

    @Test
    void aServerThatComesBackInAnotherModeIsRelayedInThatMode() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1");
        try (Tap tap = tap("gap", recorded)) {
            PipeTalk.one(front, 4);
            server.endInput();
            awaitNote(tap, "(error 2)");
            try (ForeignProgram again = PipeTalk.server(real, "byte", "sync", "1", "1")) {
                Awaitility.await().atMost(LIMIT).until(() -> tap.note().isEmpty());
                assertThat(PipeTalk.client(front, "byte", "sync", "open", "info", "s:5", "a:5", "close")
                                .finish())
                        .anyMatch(line -> line.startsWith("info type 0 "))
                        .contains("write 5", "closed")
                        .noneMatch(line -> line.contains("read error"));
            }
            PipeTalk.awaitClosed(recorded, 2);
            assertThat(recorded.conversations().get(1).stream(Direction.SERVER_TO_CLIENT))
                    .hasSize(5);
        }
    }

    private static void awaitNote(Tap tap, String words) {
        Awaitility.await().atMost(LIMIT).until(() -> tap.note().contains(words));
    }

    private static List<String> withoutPids(List<String> lines) {
        return lines.stream().map(PipeTalk::withoutPid).toList();
    }

    @Test
    void closingTheTapHangsUpBothAndFreesTheName() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, "message", "sync", "255", "1")) {
            Tap tap = tap("gap", recorded);
            ForeignProgram client = PipeTalk.client(front, "message", "sync", "open", "s:1", "r:1", "r:1", "close");
            client.awaitLine("read 1");
            tap.close();
            assertThat(client.finish()).contains("read error 109", "closed");
            server.await(lines -> lines.stream().anyMatch(line -> line.startsWith("read error 109")), "hang-up");
            assertThat(PipeTalk.client(front, "message", "sync", "tryopen").finish())
                    .contains("open error 2");
            assertThat(recorded.conversations().get(0).isClosed()).isTrue();
        }
    }

    /** Lets the same happen directly and through a tap and compares what both programs printed. */
    private RecordedMessages assertSame(List<String> serverMode, String policy, List<String> steps) throws Exception {
        String[] mode = serverMode.toArray(String[]::new);
        String[] todo = steps.toArray(String[]::new);
        List<String> clientDirect;
        List<String> serverDirect;
        try (ForeignProgram server = PipeTalk.server(real, mode)) {
            clientDirect = PipeTalk.client(real, todo).finish();
            serverDirect = afterHangUp(server);
        }
        RecordedMessages recorded =
                new RecordedMessages(policy.startsWith("block") ? Policy.BLOCK : Policy.GAP, Long.MAX_VALUE);
        try (ForeignProgram server = PipeTalk.server(real, mode);
                Tap tap = tap(policy, recorded)) {
            List<String> clientTapped = PipeTalk.client(front, todo).finish();
            PipeTalk.awaitClosed(recorded, 1);
            assertThat(clientTapped.stream().map(PipeTalk::withoutPid))
                    .containsExactlyElementsOf(
                            clientDirect.stream().map(PipeTalk::withoutPid).toList());
            assertThat(afterHangUp(server).stream().map(PipeTalk::withoutPid))
                    .containsExactlyElementsOf(
                            serverDirect.stream().map(PipeTalk::withoutPid).toList());
        }
        assertThat(recorded.entries(Kind.GAP)).isEmpty();
        return recorded;
    }

    /** What a server printed when it has noticed that its client is gone, or has ended the conversation itself. */
    private static List<String> afterHangUp(ForeignProgram server) throws Exception {
        server.await(
                lines -> lines.stream().anyMatch(line -> line.startsWith("connected"))
                        && (lines.stream().anyMatch(line -> line.startsWith("read error")) || endedByServer(lines)),
                "end of the conversation");
        return server.endInput();
    }

    private static List<String> untilReadError(ForeignProgram server) {
        return server.await(lines -> lines.stream().anyMatch(line -> line.startsWith("read error")), "hang-up").stream()
                .map(PipeTalk::withoutPid)
                .toList();
    }

    private static boolean endedByServer(List<String> lines) {
        String bye = "read 9 sum ";
        boolean onlyConnected = lines.size() == 2 && lines.get(1).startsWith("connected");
        return onlyConnected || lines.stream().anyMatch(line -> line.startsWith(bye) || line.startsWith("read 8 sum "));
    }

    private Tap tap(String policy, RecordedMessages recorder) throws Exception {
        PipeMechanism mechanism = new PipeMechanism();
        TapSpec spec = mechanism.check(TapSpec.parse("pipe:" + front + "=" + real + "?policy=" + policy));
        return mechanism.open(spec, recorder);
    }

    private static List<Long> lengths(RecordedMessages recorded, Direction direction) {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> entry.direction() == direction)
                .map(RecordedMessages.Entry::length)
                .toList();
    }
}
