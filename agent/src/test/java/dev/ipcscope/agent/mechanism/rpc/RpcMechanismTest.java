package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcMechanismTest {

    private final RpcMechanism mechanism = new RpcMechanism();

    private String checked(String spec) throws TapSpecException {
        return mechanism.check(TapSpec.parse(spec)).toString();
    }

    @Test
    void specsAreThoseOfTcpAndPipe() throws TapSpecException {
        assertThat(checked("rpc:tcp:127.0.0.1:1350=127.0.0.1:135?policy=block"))
                .isEqualTo("rpc:tcp:127.0.0.1:1350=127.0.0.1:135?policy=block");
        assertThat(checked("rpc:pipe:front=svcctl?type=message&idl=/x.idl"))
                .isEqualTo("rpc:pipe:\\\\.\\pipe\\front=\\\\.\\pipe\\svcctl?type=message&idl=/x.idl");
        assertThatThrownBy(() -> checked("rpc:127.0.0.1:1350=127.0.0.1:135"))
                .hasMessageContaining("rpc runs over tcp or pipe");
        assertThatThrownBy(() -> checked("rpc:udp:127.0.0.1:1350=127.0.0.1:135"))
                .hasMessageContaining("rpc runs over tcp or pipe");
        assertThatThrownBy(() -> checked("rpc:tcp:127.0.0.1:1350")).hasMessageContaining("target");
        assertThatThrownBy(() -> checked("rpc:tcp:127.0.0.1:1350=127.0.0.1:135?idl="))
                .hasMessageContaining("idl=FILE");
    }

    @Test
    void aTapForwardsAndTellsTheNamesOfTheIdlFile(@TempDir Path folder) throws Exception {
        Path idl = Files.writeString(folder.resolve("orders.idl"), """
                [uuid(12345678-0000-0000-0000-123456789012), version(1.0)] interface orders { void cancel(handle_t h); }
                """);
        RecordedMessages recorded = new RecordedMessages();
        byte[] request = new SamplePdus(ByteOrder.LITTLE_ENDIAN).request(3, 1, 0, 0, new byte[8]);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Tap tap = mechanism.open(
                        mechanism.check(TapSpec.parse(
                                "rpc:tcp:127.0.0.1:0=127.0.0.1:" + server.getLocalPort() + "?idl=" + idl)),
                        recorded)) {
            int port = Integer.parseInt(tap.endpoint().substring(tap.endpoint().lastIndexOf(':') + 1));
            assertThat(tap.spec())
                    .hasToString("rpc:tcp:127.0.0.1:" + port + "=127.0.0.1:" + server.getLocalPort() + "?idl=" + idl);
            try (Socket client = new Socket()) {
                client.connect(new InetSocketAddress("127.0.0.1", port));
                client.getOutputStream().write(request);
                try (Socket accepted = server.accept()) {
                    assertThat(accepted.getInputStream().readNBytes(request.length))
                            .isEqualTo(request);
                }
            }
            await().until(() -> !recorded.entries(Kind.CLOSE).isEmpty());
        }
        var open = recorded.entries(Kind.OPEN).get(0).details().attributes();
        assertThat(IdlNames.of(open)).extracting(RpcInterface::name).containsExactly("orders");
        assertThat(recorded.entries(Kind.DATA).get(0).bytes()).isEqualTo(request);
    }

    @Test
    void anIdlFileThatCantBeReadIsNamed(@TempDir Path folder) throws Exception {
        String many = IntStream.range(0, 9_000)
                .mapToObj(i -> "void operation" + i + "(int);")
                .collect(Collectors.joining("", "[uuid(12345678-0000-0000-0000-123456789012)] interface many {", "}"));
        for (String content : List.of("", "nothing of that kind", many)) {
            Path idl = Files.writeString(folder.resolve("wrong.idl"), content);
            assertThatThrownBy(() -> open("?idl=" + idl))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(idl.toString());
        }
        assertThatThrownBy(() -> open("?idl=/nowhere.idl")).hasMessageContaining("there is no IDL file /nowhere.idl");
    }

    private void open(String options) throws Exception {
        mechanism.open(
                mechanism.check(TapSpec.parse("rpc:tcp:127.0.0.1:0=127.0.0.1:1" + options)), new RecordedMessages());
    }

    @Test
    void wellKnownInterfacesHaveTheirNumbers() {
        assertThat(Interfaces.WELL_KNOWN.all()).hasSizeGreaterThan(25);
        assertThat(operation(SamplePdus.SVCCTL, 15)).isEqualTo("OpenSCManagerW");
        assertThat(operation(SamplePdus.SVCCTL, 56)).isEqualTo("QueryServiceConfigEx");
        assertThat(operation(SamplePdus.SVCCTL, 64)).isEqualTo("OpenSCManager2");
        assertThat(operation(SamplePdus.SVCCTL, 10)).isEmpty();
        assertThat(operation("12345778-1234-abcd-ef00-0123456789ac", 64)).isEqualTo("SamrConnect5");
        assertThat(operation("12345778-1234-abcd-ef00-0123456789ab", 77)).isEqualTo("LsarLookupNames4");
        assertThat(operation("4b324fc8-1670-01d3-1278-5a47bf6ee188", 57)).isEqualTo("NetrShareDelEx");
        assertThat(operation("6bffd098-a112-3610-9833-46c3f87e345a", 30)).isEqualTo("NetrEnumerateComputerNames");
        assertThat(operation("338cd001-2244-31f1-aaaa-900038001003", 35)).isEqualTo("BaseRegDeleteKeyEx");
        assertThat(operation("12345678-1234-abcd-ef00-0123456789ab", 89)).isEqualTo("RpcAddPrinterDriverEx");
        assertThat(operation("12345678-1234-abcd-ef00-01234567cffb", 49)).isEqualTo("NetrChainSetClientAttributes");
        assertThat(operation(SamplePdus.ACTIVATOR, 4)).isEqualTo("RemoteCreateInstance");
        assertThat(operation(SamplePdus.REM_UNKNOWN, 5)).isEqualTo("RemRelease");
    }

    private static String operation(String uuid, int number) {
        RpcInterface known = Interfaces.WELL_KNOWN.find(uuid);
        return known == null ? "" : known.operation(number);
    }
}
