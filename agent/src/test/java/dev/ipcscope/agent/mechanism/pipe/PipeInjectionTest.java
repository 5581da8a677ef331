package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tap takes its place beside a living server; clients aren't told. */
@Tag("windows")
@Timeout(180)
class PipeInjectionTest {

    private final String name = PipeTalk.name();
    private final String spec = "pipe:" + name;
    private final RecordedMessages recorded = new RecordedMessages();

    @Test
    void clientsMeetTheTapUnderTheServersName() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "3");
                Tap tap = PipeTalk.tap(spec, recorded)) {
            long serverPid = Long.parseLong(server.awaitLine("ready"));
            for (int i = 1; i <= 8; i++) {
                PipeTalk.echo(name, i);
            }
            // A few may pass by, and be gone before anybody looks.
            Awaitility.await()
                    .until(() -> recorded.conversations().size() > 4
                            && recorded.conversations().stream().allMatch(RecordedMessages.Log::isClosed));
            assertThat(tap.note()).contains("may be incomplete");
            List<RecordedMessages.Log> tapped = recorded.conversations().stream()
                    .filter(log -> log.entries().stream().noneMatch(entry -> entry.kind() == Kind.GAP))
                    .toList();
            assertThat(tapped)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(log -> assertThat(log.server().pid()).isEqualTo(serverPid));
            PipeTalk.assertEchoed(tapped);
        }
    }

    @Test
    void closingLeavesTheServerReachableAndItsClientsConnected() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "overlapped", "255", "2")) {
            Tap tap = PipeTalk.tap(spec, recorded);
            ForeignProgram client =
                    PipeTalk.client(name, "message", "sync", "open", "s:1", "r:1", "sleep:2500", "s:2", "r:2", "close");
            client.awaitLine("read 1");
            tap.close();
            assertThat(recorded.conversations()).allMatch(RecordedMessages.Log::isClosed);
            ForeignProgram direct = PipeTalk.client(name, "message", "sync", "open", "s:3", "r:3", "close");
            assertThat(direct.finish()).contains("write 3", "closed").noneMatch(line -> line.contains("error"));
            assertThat(direct.awaitLine("open server")).isEqualTo(server.awaitLine("ready"));
            assertThat(client.finish()).contains("write 2", "closed").noneMatch(line -> line.contains("error"));
            assertThat(recorded.conversations()).hasSize(1);
        }
    }

    @Test
    void aServerThatMayHaveOneInstanceIsRefusedAndKeepsServing() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "1", "1")) {
            assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("\\\\.\\pipe\\" + name)
                    .hasMessageContaining("(error 231)")
                    .hasMessageContaining("?attach=swap");
            PipeTalk.one(name, 3);
        }
    }

    @Test
    void aClientFromBeforeIsAConversationWithoutPayload() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2")) {
            ForeignProgram before =
                    PipeTalk.client(name, "message", "sync", "open", "s:1", "r:1", "sleep:3000", "s:1", "r:1", "close");
            before.awaitLine("read 1");
            try (Tap tap = PipeTalk.tap(spec, recorded)) {
                Awaitility.await().until(() -> !recorded.entries(Kind.GAP).isEmpty());
                RecordedMessages.Log log = recorded.conversations().get(0);
                assertThat(log.client().pid()).isEqualTo(Long.parseLong(before.awaitLine("pid")));
                assertThat(log.server().pid()).isEqualTo(Long.parseLong(server.awaitLine("ready")));
                assertThat(tap.note()).contains("1 was seen to pass by");
                assertThat(before.finish()).contains("closed").noneMatch(line -> line.contains("error"));
                Awaitility.await().until(log::isClosed);
                assertThat(recorded.entries(Kind.DATA)).isEmpty();
            }
        }
    }

    @Test
    void aServerThatClosesItsInstancesIsFollowed() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2");
                Tap tap = PipeTalk.tap(spec, recorded)) {
            for (int i = 0; i < 6; i++) {
                assertThat(PipeTalk.client(name, "message", "sync", "open", "x:bye close", "r:100", "r:100", "close")
                                .finish())
                        .contains("read error 109", "closed");
            }
            Awaitility.await().until(() -> recorded.conversations().size() > 2);
        }
    }

    @Test
    void theTapGoesWithTheServerAndComesBackWithIt() throws Exception {
        ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2");
        try (Tap tap = PipeTalk.tap(spec, recorded)) {
            server.endInput();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> tap.note().contains("is gone (error 2)"));
            assertThat(PipeTalk.client(name, "message", "sync", "tryopen").finish())
                    .contains("open error 2");
            try (ForeignProgram again = PipeTalk.server(name, "message", "sync", "255", "2")) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> !tap.note().contains("is gone"));
                PipeTalk.one(name, 4);
                Awaitility.await().until(() -> recorded.totalBytes() == 8);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"in,open:w", "out,open:r"})
    void aPipeOfOneDirection(String direction, String open) throws Exception {
        List<String> seen = PipeTalk.ofOneDirection(name, direction, open);
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "1", direction);
                Tap tap = PipeTalk.tap(spec, recorded)) {
            assertThat(PipeTalk.ofOneDirection(name, open)).isEqualTo(seen);
        }
    }

    @Test
    void withoutAServerATapWaits() {
        assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("\\\\.\\pipe\\" + name)
                .hasMessageContaining("(error 2)");
    }

    @Test
    void aPipeIsInjectedOnce() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2");
                Tap tap = PipeTalk.tap(spec, recorded)) {
            assertThatThrownBy(() -> PipeTalk.tap(spec, new RecordedMessages()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is this agent's own already");
        }
    }

    /** The relay would meet the tap beside the server, which would take it for itself and hang up. */
    @Test
    void aRelayAndATapBesideItsServerExcludeOneAnother() throws Exception {
        String relay = "pipe:" + name + "-front=" + name;
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2")) {
            try (Tap tap = PipeTalk.tap(relay, recorded)) {
                assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                        .isInstanceOf(TapWaitingException.class)
                        .hasMessageContaining("another relays to it")
                        .hasMessageContaining("close one of both");
                PipeTalk.one(name + "-front", 3);
                assertThat(tap.note()).isEmpty();
            }
            try (Tap tap = PipeTalk.tap(spec, recorded)) {
                assertThatThrownBy(() -> PipeTalk.tap(relay, recorded))
                        .isInstanceOf(TapWaitingException.class)
                        .hasMessageContaining("another relays to it");
                assertThat(tap.endpoint()).endsWith(name);
                assertThat(server.isRunning()).isTrue();
            }
        }
    }

    /** The foreign program has what another agent has that is in the pipe. */
    @ParameterizedTest
    @CsvSource({"''", "?attach=swap"})
    void aPipeOfAnotherAgentIsLeftToIt(String how) throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "2")) {
            String event = "Global\\ipcscope //./PIPE/" + name.toUpperCase(Locale.ROOT);
            try (ForeignProgram agent = ForeignProgram.start("memory", "event", event)) {
                agent.awaitLine("ready");
                assertThatThrownBy(() -> PipeTalk.tap(spec + how, recorded))
                        .isInstanceOf(TapWaitingException.class)
                        .hasMessageContaining(
                                "\\\\.\\pipe\\" + name + " is tapped by another ipcscope agent of this machine")
                        .hasMessageContaining("opens by itself then");
                PipeTalk.one(name, 3);
                agent.endInput();
            }
            try (Tap tap = PipeTalk.tap(spec + how, recorded)) {
                assertThat(tap.endpoint()).isEqualTo("\\\\.\\pipe\\" + name);
                assertThat(server.isRunning()).isTrue();
            }
        }
    }
}
