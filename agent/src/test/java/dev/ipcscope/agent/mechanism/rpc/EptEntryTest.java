package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.win32.EndpointMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EptEntryTest {

    /** The stub of Samba's answer with the entry of lsarpc's port. */
    private static byte[] answer() {
        Payload response = SamplePdus.recorded("lookup.txt").get(0);
        return Arrays.copyOfRange(response.bytes(), 24, response.bytes().length);
    }

    private static EptEntry entry(String uuid, String protocol, String host, String endpoint) {
        return new EptEntry(new Tower(uuid, "1.0", protocol, host, endpoint), "");
    }

    @Test
    void readsSambasAnswer() throws IOException {
        EptEntry.Answer answer = EptEntry.read(answer(), ByteOrder.LITTLE_ENDIAN);
        assertThat(answer.status()).isZero();
        assertThat(answer.entries()).hasSize(1);
        assertThat(answer.entries().get(0).interfaceName()).isEqualTo("winreg 1.0");
        assertThat(answer.entries().get(0).binding()).isEqualTo("ncacn_ip_tcp:127.0.0.1[14500]");
        assertThat(answer.entries().get(0).annotation()).isEqualTo("winreg");
    }

    @Test
    void readsWhatWindowsTells() {
        String svcctl = "367abb81-9844-35f1-ad32-98f038001003";
        List<EptEntry> entries = RpcDiscovery.of(List.of(
                new EndpointMap.Element(svcctl, "2.0", "ncacn_ip_tcp:192.168.1.5[49664]", "services"),
                new EndpointMap.Element(svcctl, "2.0", "ncacn_np:\\\\\\\\DESK-1[\\\\PIPE\\\\ntsvcs]", ""),
                new EndpointMap.Element(
                        "12345678-1234-abcd-ef00-0123456789ab",
                        "1.0",
                        "5c0f7a10-3d52-4b6e-9a51-7b1e4d2c9f01@ncalrpc:[LRPC-4b2\\[x\\],Security=None]",
                        ""),
                new EndpointMap.Element(svcctl, "2.0", "not a binding", "")));
        assertThat(entries.stream().map(EptEntry::binding).toList())
                .containsExactly(
                        "ncacn_ip_tcp:192.168.1.5[49664]",
                        "ncacn_np:\\\\DESK-1[\\PIPE\\ntsvcs]",
                        "ncalrpc:[LRPC-4b2[x]]");
        assertThat(entries.get(0).interfaceName()).isEqualTo("svcctl 2.0");
        assertThat(RpcDiscovery.endpoints("127.0.0.1", entries, true).stream()
                        .map(Endpoint::suggestion)
                        .toList())
                .containsExactly("rpc:tcp:127.0.0.1:59664=192.168.1.5:49664", "rpc:pipe:ntsvcs", null);
    }

    @Test
    void survivesWrongAnswers() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] wrong = Arrays.copyOf(answer(), random.nextInt(answer().length + 1));
            for (int many = random.nextInt(5); many > 0 && wrong.length > 0; many--) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(EptEntry.read(wrong, ByteOrder.LITTLE_ENDIAN).entries())
                        .hasSizeLessThanOrEqualTo(1);
            } catch (IOException e) {
                assertThat(e).as("-Dipcscope.seed=%d, round %d", seed, i).hasMessageContaining("cut or wrong");
            }
        }
    }

    @Test
    void saysWhatCanBeTapped() {
        List<Endpoint> found = RpcDiscovery.endpoints(
                "127.0.0.1",
                List.of(
                        entry(SamplePdus.SVCCTL, "ncacn_ip_tcp", "0.0.0.0", "49152"),
                        entry(SamplePdus.REM_UNKNOWN, "ncacn_ip_tcp", "0.0.0.0", "49152"),
                        entry(SamplePdus.SVCCTL, "ncacn_np", "host", "\\pipe\\svcctl"),
                        entry(SamplePdus.SVCCTL, "ncalrpc", "", "LRPC-1")),
                true);
        assertThat(found)
                .extracting(Endpoint::suggestion)
                .containsExactly("rpc:tcp:127.0.0.1:59152=127.0.0.1:49152", "rpc:pipe:svcctl", null);
        assertThat(found.get(0).facts()).containsEntry("interfaces", "IRemUnknown 1.0, svcctl 1.0");
        assertThat(found.get(2).reason()).contains("ALPC");
    }

    @Test
    void saysWhoDoesntAnswer() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket silent = new ServerSocket(0, 1, here)) {
            InetSocketAddress address = new InetSocketAddress(here, silent.getLocalPort());
            assertThatThrownBy(() -> EndpointMapper.lookup(address, Duration.ofMillis(200)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + silent.getLocalPort() + " didn't answer within 200 ms");
            Thread talker = new Thread(() -> {
                try {
                    silent.accept().close(); // the one from before
                    Socket client = silent.accept();
                    client.getOutputStream().write("HTTP/1.1 400 no\r\n\r\n".getBytes());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            talker.start();
            assertThatThrownBy(() -> EndpointMapper.lookup(address, Duration.ofSeconds(20)))
                    .hasMessageContaining("not DCE/RPC");
            talker.join();
        }
    }
}
