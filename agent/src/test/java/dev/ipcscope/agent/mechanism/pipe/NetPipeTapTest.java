package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.Direction;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A program that publishes its pipe as services of WCF do, built after their documentation. */
@Tag("windows")
@Timeout(180)
class NetPipeTapTest {

    private final String path = "Ipcscope/" + PipeTalk.name();
    private final String address = "net.pipe://localhost/" + path;
    private final RecordedMessages recorded = new RecordedMessages();

    @ParameterizedTest
    @ValueSource(strings = {"global", "local"})
    void isFoundByItsAddress(String folder) throws Exception {
        try (ForeignProgram service = ForeignProgram.start("netpipe", path, folder)) {
            String pipe = service.awaitLine("pipe ");
            long pid = Long.parseLong(service.awaitLine("ready"));
            List<Endpoint> found = new PipeMechanism().discover();
            String alias = "net.pipe://+/" + path.toUpperCase(java.util.Locale.ROOT) + "/";
            assertThat(found)
                    .filteredOn(endpoint -> endpoint.name().equals("\\\\.\\pipe\\" + pipe))
                    .singleElement()
                    .satisfies(endpoint -> assertThat(endpoint.facts()).containsEntry("alias", alias))
                    .satisfies(endpoint -> assertThat(endpoint.suggestion()).isEqualTo("pipe:" + alias))
                    .satisfies(endpoint -> assertThat(endpoint.processes())
                            .extracting(process -> process.pid())
                            .containsExactly(pid));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?attach=swap"})
    void aTapFollowsTheServiceToItsNextPipe(String attach) throws Exception {
        String first;
        Tap tap;
        try (ForeignProgram service = ForeignProgram.start("netpipe", path)) {
            first = service.awaitLine("pipe ");
            service.awaitLine("ready");
            tap = PipeTalk.tap("pipe:" + address + "/Sub" + attach, recorded);
            assertThat(tap.endpoint()).isEqualTo(address + "/Sub");
            assertThat(tap.note()).contains("is \\\\.\\pipe\\" + first + " until its server starts again");
            talk(first, 5);
            PipeTalk.awaitClosed(recorded, 1);
            service.endInput();
        }
        try (tap) {
            Awaitility.await().until(() -> tap.note().contains("nobody listens at " + address));
            try (ForeignProgram again = ForeignProgram.start("netpipe", path)) {
                String second = again.awaitLine("pipe ");
                assertThat(second).isNotEqualTo(first);
                Awaitility.await().until(() -> tap.note().contains("is \\\\.\\pipe\\" + second + " until"));
                talk(second, 7);
                PipeTalk.awaitClosed(recorded, 2);
            }
        }
        assertThat(recorded.conversations())
                .extracting(log -> log.stream(Direction.SERVER_TO_CLIENT).length)
                .containsExactly(5, 7);
    }

    @Test
    void aRelayGoesToThePipeThatTheServiceHasNow() throws Exception {
        String front = PipeTalk.name() + "-front";
        ForeignProgram service = ForeignProgram.start("netpipe", path, "local");
        service.awaitLine("ready");
        try (Tap tap = PipeTalk.tap("pipe:" + front + "=" + address, recorded)) {
            talk(front, 5);
            service.endInput();
            service = ForeignProgram.start("netpipe", path, "local");
            service.awaitLine("ready");
            talk(front, 7);
            PipeTalk.awaitClosed(recorded, 2);
            assertThat(tap.note()).isEmpty();
        } finally {
            service.close();
        }
        assertThat(recorded.conversations())
                .extracting(log -> log.stream(Direction.CLIENT_TO_SERVER).length)
                .containsExactly(5, 7);
    }

    @Test
    void withoutAServiceTapsWait() {
        for (String spec : List.of("pipe:" + address, "pipe:" + address + "?attach=swap", "pipe:f=" + address)) {
            assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                    .isInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("nobody listens at " + address)
                    .hasMessageContaining("start its service");
        }
    }

    private static void talk(String pipe, int size) throws Exception {
        try (ForeignProgram client = PipeTalk.client(pipe, "message", "sync", "open", "s:" + size, "r:100", "close")) {
            assertThat(client.finish()).contains("closed").noneMatch(line -> line.contains("error"));
        }
    }
}
