package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server and a client whose stubs an IDL compiler made, over each transport that a tap can stand in. */
@Tag("windows")
@Timeout(180)
class WindowsRpcPairTest {

    /** What a client of two rounds prints when nobody else calls. */
    private static final List<String> RESULTS = List.of(
            "balance 100",
            "19 letters: account 7 holds 100",
            "refused with 0x1234",
            "balance 300",
            "19 letters: account 7 holds 300",
            "refused with 0x1234",
            "done");

    private static int number;

    private final String name =
            "ledger-" + ++number + "-" + ProcessHandle.current().pid();
    private final String idl =
            "idl=" + Path.of(System.getProperty("ipcscope.windows.samples", "..\\samples\\windows"), "ledger.idl");
    private final RecordedMessages recorded = new RecordedMessages();

    @Test
    void overTcp() throws Exception {
        int port = freePort();
        try (ForeignProgram server = ForeignProgram.start("rpcserver", String.valueOf(port), name);
                Tap tap = tap("rpc:tcp:127.0.0.1:0=127.0.0.1:" + await(server, port) + "?" + idl)) {
            String front = tap.endpoint().substring(tap.endpoint().lastIndexOf(':') + 1);
            // The pauses keep its connection long enough to be asked whose it is.
            ForeignProgram client =
                    ForeignProgram.start("rpcclient", "ncacn_ip_tcp:127.0.0.1[" + front + "]", "2", "1500");
            RecordedMessages.Log log = assertCalls(server, client);
            // Wine's RPC leaves sockets to its server process, so that its table may not know whose they are.
            assertThat(log.client().pid()).isIn(null, pid(client));
            assertThat(log.server().pid()).isIn(null, pid(server));
        }
    }

    @Test
    void overAPipe() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("rpcserver", "-", name)) {
            server.awaitLine("ready");
            try (Tap ignored = tap("rpc:pipe:" + name + "-front=" + name + "?" + idl)) {
                ForeignProgram client =
                        ForeignProgram.start("rpcclient", "ncacn_np:.[\\\\pipe\\\\" + name + "-front]", "2");
                RecordedMessages.Log log = assertCalls(server, client);
                assertThat(log.client().pid()).isEqualTo(pid(client));
                assertThat(log.client().name()).isEqualTo("rpcclient.exe");
                assertThat(log.server().pid()).isEqualTo(pid(server));
                assertThat(log.server().name()).isEqualTo("rpcserver.exe");
            }
        }
    }

    /** Wine's local RPC is a pipe, so that a tap beside the server sees it; on Windows it is ALPC and none can. */
    @Test
    void locally() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("rpcserver", "-", name)) {
            server.awaitLine("ready");
            try (Tap ignored = tap("rpc:pipe:lrpc\\" + name + "?" + idl)) {
                // Beside a server a client may pass by.
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                    ForeignProgram client = ForeignProgram.start("rpcclient", "ncalrpc:[" + name + "]", "1");
                    assertThat(client.finish())
                            .contains("refused with 0x1234")
                            .last()
                            .isEqualTo("done");
                    return RpcLines.of(recorded).contains("fault ledger Refuse (2) call 1 ctx 0: 0x00001234");
                });
            }
        }
    }

    private RecordedMessages.Log assertCalls(ForeignProgram server, ForeignProgram client) throws Exception {
        List<String> printed = client.finish();
        assertThat(printed.subList(1, printed.size())).isEqualTo(RESULTS);
        assertThat(server.lines()).contains("Deposit 7 100", "Deposit 7 200");
        RecordedMessages.Log log = recorded.conversations().get(0);
        Awaitility.await().until(log::isClosed);
        assertThat(recorded.entries(Kind.GAP)).isEmpty();
        List<String> lines = RpcLines.of(recorded);
        assertThat(lines.get(0)).isEqualTo("bind ledger 1.2 ctx 0 call 1");
        assertThat(lines.get(1)).startsWith("bind_ack call 1 ctx 0 accepted");
        // The server answers every call with the number 1: only the pairing by order gives the names.
        assertThat(lines.subList(2, lines.size()))
                .containsExactly(
                        "request ledger Deposit (0) call 1 ctx 0 12 bytes",
                        "response ledger Deposit (0) call 1 ctx 0 4 bytes",
                        "request ledger Describe (1) call 2 ctx 0 12 bytes",
                        "response ledger Describe (1) call 1 ctx 0 72 bytes",
                        "request ledger Refuse (2) call 3 ctx 0 8 bytes",
                        "fault ledger Refuse (2) call 1 ctx 0: 0x00001234",
                        "request ledger Wait (3) call 4 ctx 0 8 bytes",
                        "response ledger Wait (3) call 1 ctx 0 0 bytes",
                        "request ledger Deposit (0) call 5 ctx 0 12 bytes",
                        "response ledger Deposit (0) call 1 ctx 0 4 bytes",
                        "request ledger Describe (1) call 6 ctx 0 12 bytes",
                        "response ledger Describe (1) call 1 ctx 0 72 bytes",
                        "request ledger Refuse (2) call 7 ctx 0 8 bytes",
                        "fault ledger Refuse (2) call 1 ctx 0: 0x00001234",
                        "request ledger Wait (3) call 8 ctx 0 8 bytes",
                        "response ledger Wait (3) call 1 ctx 0 0 bytes");
        assertThat(recorded.entries(Kind.DATA))
                .extracting(entry -> entry.details().attributes().get("pdu"))
                .containsExactlyElementsOf(List.copyOf(lines));
        return log;
    }

    private Tap tap(String spec) throws Exception {
        RpcMechanism mechanism = new RpcMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse(spec)), recorded);
    }

    private static Long pid(ForeignProgram program) {
        return Long.valueOf(program.awaitLine("ready"));
    }

    private static int await(ForeignProgram server, int port) {
        server.awaitLine("ready");
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
