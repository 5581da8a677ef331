package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.EndpointMap;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.File;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system's own service control manager and its own client, with a tap beside its pipe. */
@Tag("windows")
@Timeout(180)
class WindowsRpcTest {

    @Test
    void startingAServiceIsSeenCallByCall() throws Exception {
        RpcMechanism mechanism = new RpcMechanism();
        RecordedMessages recorded = new RecordedMessages();
        sc("start", "Spooler"); // Wine starts its service manager with the first client
        List<String> lines;
        try (Tap tap = mechanism.open(mechanism.check(TapSpec.parse("rpc:pipe:svcctl")), recorded)) {
            assertThat(tap.endpoint()).isEqualTo("\\\\.\\pipe\\svcctl");
            // Beside a server a client may pass by, so several are sent.
            for (int i = 0; i < 4; i++) {
                sc("start", "Spooler");
            }
            // The services that were started talk to the manager, too, and stay connected.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> RpcLines.of(recorded).stream()
                            .anyMatch(line -> line.contains("response svcctl StartServiceW")));
            lines = RpcLines.of(recorded);
        }
        assertThat(lines)
                .anyMatch(line -> line.startsWith("bind svcctl 2.0 ctx "))
                .anyMatch(line -> line.startsWith("request svcctl OpenSCManagerW (15) "))
                .anyMatch(line -> line.startsWith("response svcctl OpenSCManagerW (15) call 1 "))
                .anyMatch(line -> line.startsWith("response svcctl OpenServiceW (16) call 1 "))
                .anyMatch(line -> line.startsWith("request svcctl StartServiceW (19) "));
    }

    /** On Windows its list comes; Wine's mapper can't be asked for it, which leaves discovery empty and not broken. */
    @Test
    void theEndpointMapperIsAskedOrSaysWhyNot() throws Exception {
        try {
            assertThat(EndpointMap.elements())
                    .allSatisfy(element -> assertThat(element.binding()).contains(":"));
        } catch (Win32Exception e) {
            assertThat(e).hasMessage("asking the endpoint mapper: " + Win32Exception.words(1702) + " (error 1702)");
            assertThat(new RpcMechanism().discover()).isEmpty();
        }
    }

    /** The names go with each conversation, by the number that an operation has on the wire. */
    @Test
    void aTypeLibraryNamesTheMethodsOfItsInterfaces() throws Exception {
        String file = Path.of(System.getProperty("ipcscope.windows.programs", "target\\windows-programs"), "bank.tlb")
                .toAbsolutePath()
                .toString();
        RpcMechanism mechanism = new RpcMechanism();
        RecordedMessages recorded = new RecordedMessages();
        try (ServerSocket server = new ServerSocket(0);
                Tap tap = mechanism.open(
                        mechanism.check(TapSpec.parse(
                                "rpc:tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort() + "?typelib=" + file)),
                        recorded)) {
            assertThat(tap.spec().option("typelib")).isEqualTo(file);
            int port = Integer.parseInt(tap.endpoint().substring(tap.endpoint().lastIndexOf(':') + 1));
            new Socket("127.0.0.1", port).close();
            Awaitility.await().until(() -> !recorded.entries(Kind.OPEN).isEmpty());
        }
        List<RpcInterface> names =
                IdlNames.of(recorded.entries(Kind.OPEN).get(0).details().attributes());
        RpcInterface account = names.stream()
                .filter(one -> one.name().equals("IAccount"))
                .findAny()
                .orElseThrow();
        assertThat(account.object()).isTrue();
        assertThat(account.uuid()).isEqualTo("1603ab8d-1a71-47a8-b0c6-e2155a92a9c3");
        assertThat(account.operations())
                .containsExactly(
                        "QueryInterface",
                        "AddRef",
                        "Release",
                        "GetTypeInfoCount",
                        "GetTypeInfo",
                        "GetIDsOfNames",
                        "Invoke",
                        "get_Owner",
                        "put_Owner",
                        "get_Balance",
                        "Deposit",
                        "Statement",
                        "get_Kind",
                        "put_Kind");
        assertThatThrownBy(() -> mechanism.open(
                        mechanism.check(
                                TapSpec.parse("rpc:tcp:127.0.0.1:0=127.0.0.1:1?typelib=Z:\\tmp\\no-such-library.tlb")),
                        recorded))
                .hasMessageContaining("no-such-library.tlb");
    }

    private static void sc(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sc"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(File.createTempFile("sc-", ".out"))
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
