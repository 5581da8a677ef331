package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tap takes the server's own handle and puts a private pipe in its place. */
@Tag("windows")
@Timeout(180)
class PipeSwapTest {

    private final String name = PipeTalk.name();
    private final String spec = "pipe:" + name + "?attach=swap";
    private final RecordedMessages recorded = new RecordedMessages();

    @ParameterizedTest
    @CsvSource({"sync", "overlapped"})
    void aServerWithOneInstanceIsTappedClientAfterClient(String io) throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", io, "1", "1");
                Tap tap = PipeTalk.tap(spec, recorded)) {
            for (int i = 1; i <= 3; i++) {
                PipeTalk.echo(name, i);
            }
            PipeTalk.awaitClosed(recorded, 3);
            PipeTalk.assertEchoed(recorded.conversations());
            assertThat(recorded.entries(Kind.GAP)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"sync", "overlapped"})
    void aPipeThatIsConnectedAlreadyIsTapped(String io) throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", io, "1", "1")) {
            ForeignProgram client = PipeTalk.client(
                    name, "message", "sync", "open", "s:1", "r:1", "sleep:2500", "s:2", "r:2", "s:3", "r:3", "close");
            client.awaitLine("read 1");
            try (Tap tap = PipeTalk.tap(spec, recorded)) {
                assertThat(client.finish()).contains("write 3", "closed").noneMatch(line -> line.contains("error"));
                PipeTalk.awaitClosed(recorded, 1);
                assertThat(recorded.entries(Kind.GAP)).hasSize(1);
                assertThat(recorded.conversations().get(0).stream(Direction.SERVER_TO_CLIENT))
                        .as("answers after the swap")
                        .hasSize(5);
                assertThat(recorded.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                        .as("what the server's next read got")
                        .endsWith(0, 31, 62);
            }
        }
    }

    @Test
    void aTapThatIsClosedAndOpenedAgainAtOnceFindsTheServerAsItWas() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "1", "1")) {
            for (int i = 1; i <= 6; i++) {
                try (Tap tap = PipeTalk.tap(spec, recorded)) {
                    PipeTalk.one(name, 1);
                }
            }
            PipeTalk.one(name, 1);
            assertThat(server.isRunning()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"sync,0", "sync,2", "overlapped,0", "overlapped,2"})
    void closingGivesTheServerItsOwnEndBack(String io, int before) throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", io, "1", "1")) {
            Tap tap = PipeTalk.tap(spec, recorded);
            for (int i = 1; i <= before; i++) {
                PipeTalk.one(name, 1);
            }
            PipeTalk.awaitClosed(recorded, before);
            tap.close();
            for (int i = 0; i < 2; i++) {
                ForeignProgram after = PipeTalk.client(name, "message", "sync", "open", "s:4", "r:4", "close");
                assertThat(after.finish()).contains("write 4", "closed").noneMatch(line -> line.contains("error"));
                assertThat(after.awaitLine("open server")).isEqualTo(server.awaitLine("ready"));
            }
            assertThat(recorded.conversations()).hasSize(before);
        }
    }

    @Test
    void aClientStaysConnectedWhenTheTapIsClosed() throws Exception {
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "1", "1")) {
            Tap tap = PipeTalk.tap(spec, recorded);
            ForeignProgram client =
                    PipeTalk.client(name, "message", "sync", "open", "s:1", "r:1", "sleep:2000", "s:2", "r:2", "close");
            client.awaitLine("read 1");
            tap.close();
            assertThat(client.finish()).contains("write 2", "closed").noneMatch(line -> line.contains("error"));
            PipeTalk.one(name, 3);
            assertThat(recorded.totalBytes()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"flush", "close"})
    void lastWordsAndTheWayOfHangingUpPassThrough(String how) throws Exception {
        String[] steps = {"message", "sync", "open", "x:bye " + how, "sleep:300", "r:100", "r:100", "close"};
        List<String> direct;
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "1")) {
            direct = PipeTalk.client(name, steps).finish();
        }
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "1");
                Tap tap = PipeTalk.tap(spec, recorded)) {
            assertThat(PipeTalk.client(name, steps).finish().stream().map(PipeTalk::withoutPid))
                    .containsExactlyElementsOf(
                            direct.stream().map(PipeTalk::withoutPid).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"in,open:w", "out,open:r"})
    void aPipeOfOneDirection(String direction, String open) throws Exception {
        List<String> seen = PipeTalk.ofOneDirection(name, direction, open);
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", "1", direction);
                Tap tap = PipeTalk.tap(spec, recorded)) {
            assertThat(PipeTalk.ofOneDirection(name, open)).isEqualTo(seen);
            PipeTalk.awaitClosed(recorded, 1);
            assertThat(recorded.totalBytes()).isEqualTo(10);
        }
    }

    @Test
    void aServerThatGoesTakesTheNameWithItAndIsTappedAgainWhenItIsBack() throws Exception {
        ForeignProgram server = PipeTalk.server(name, "message", "sync", "1", "1");
        try (Tap tap = PipeTalk.tap(spec, recorded)) {
            PipeTalk.one(name, 1);
            PipeTalk.awaitClosed(recorded, 1);
            server.endInput();
            Awaitility.await().until(() -> tap.note().contains("\\\\.\\pipe\\" + name + " is gone (error 2)"));
            assertThat(PipeTalk.client(name, "message", "sync", "tryopen").finish())
                    .contains("open error 2");
            try (ForeignProgram again = PipeTalk.server(name, "message", "sync", "1", "1")) {
                Awaitility.await().until(() -> !tap.note().contains("is gone"));
                PipeTalk.one(name, 3);
                PipeTalk.awaitClosed(recorded, 2);
                assertThat(recorded.totalBytes()).isEqualTo(2 + 6);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"keep", "close"})
    void aServerHandsItsEndToAChild(String own) throws Exception {
        List<String> direct;
        List<String> directServer;
        String[] steps = {"message", "sync", "open", "s:10", "r:100", "s:20", "r:100", "close"};
        try (ForeignProgram server = ForeignProgram.start("pipehandover", name, "connected", own)) {
            server.awaitLine("ready");
            direct = PipeTalk.client(name, steps).finish();
            directServer = server.finish();
        }
        assertThat(directServer).contains("child read 20", "child read error 109");
        try (ForeignProgram server = ForeignProgram.start("pipehandover", name, "connected", own)) {
            server.awaitLine("ready");
            try (Tap tap = PipeTalk.tap(spec, recorded)) {
                assertThat(withoutPids(PipeTalk.client(name, steps).finish())).isEqualTo(withoutPids(direct));
                assertThat(server.finish()).isEqualTo(directServer);
                PipeTalk.awaitClosed(recorded, 1);
                assertThat(recorded.conversations().get(0).stream(Direction.CLIENT_TO_SERVER))
                        .hasSize(30);
            }
        }
    }

    @Test
    void anEndThatAServerSharesWithItsChildIsRefusedAndGoesOn() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("pipehandover", name, "listening", "keep")) {
            server.awaitLine("ready");
            assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                    .isNotInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("has one instance and its server's side 2 handles, in the processes ")
                    .hasMessageContaining("pipe:FRONT=");
            assertThat(PipeTalk.client(name, "message", "sync", "open", "s:10", "r:100", "close")
                            .finish())
                    .contains("write 10", "closed")
                    .noneMatch(line -> line.contains("error"));
            assertThat(server.finish()).contains("child read 10", "child read error 109");
        }
    }

    private static List<String> withoutPids(List<String> lines) {
        return lines.stream().map(PipeTalk::withoutPid).toList();
    }

    @Test
    void withoutAServerATapWaits() {
        assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("(error 2)");
    }

    @Test
    void aServerThatLetsNobodyInIsRefusedWithTheReason() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("listener", "pipe", name, "1", "1", "closed")) {
            String pid = server.awaitLine("ready");
            assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                    .isNotInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("the server's handles of \\\\.\\pipe\\" + name + " can't be seen")
                    .hasMessageContaining(pid + ": its own access list")
                    .hasMessageContaining("pipe:FRONT=");
        }
    }
}
