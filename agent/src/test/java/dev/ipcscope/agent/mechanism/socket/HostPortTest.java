package dev.ipcscope.agent.mechanism.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostPortTest {

    private static final long SEED = Long.getLong("ipcscope.seed", System.nanoTime());

    @Test
    void readsAddressesAndNames() throws Exception {
        assertThat(HostPort.parse("127.0.0.1:6380", 1)).isEqualTo(new HostPort("127.0.0.1", 6380));
        assertThat(HostPort.parse("[::1]:0", 1)).isEqualTo(new HostPort("::1", 0));
        assertThat(HostPort.parse("db.example:65535", 1)).isEqualTo(new HostPort("db.example", 65_535));
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertWrong("127.0.0.1", 5, "'127.0.0.1' has no port: write it as 127.0.0.1:6380 or [::1]:6380");
        assertWrong("::1:80", 5, "an IPv6 address stands in brackets: [::1]:80");
        assertWrong(":80", 5, "':80' has no host: write it as 127.0.0.1:6380 or [::1]:6380");
        assertWrong("host:65536", 10, "'65536' is not a port from 0 to 65535");
        assertWrong("host:http", 10, "'http' is not a port from 0 to 65535");
        assertWrong("[host]:80", 5, "'host' is not an IPv6 address");
        assertWrong("[::1]", 5, "'[::1]' has no port: write it as 127.0.0.1:6380 or [::1]:6380");
    }

    @Test
    void printsWhatItReadsBack() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(bytes), random.nextInt(65_536));
            HostPort read = HostPort.parse(HostPort.print(address), 1);
            assertThat(read.resolve()).as("seed %d, %s", SEED, read).containsExactly(address);
        }
    }

    @Test
    void printsTheShortFormOfAnAddress() throws Exception {
        assertThat(print("0:0:0:0:0:0:0:1")).isEqualTo("[::1]:7");
        assertThat(print("0:0:0:0:0:0:0:0")).isEqualTo("[::]:7");
        assertThat(print("2001:db8:0:0:1:0:0:1")).isEqualTo("[2001:db8::1:0:0:1]:7");
        assertThat(print("2001:db8:0:1:1:1:1:1")).isEqualTo("[2001:db8:0:1:1:1:1:1]:7");
        assertThat(print("127.0.0.1")).isEqualTo("127.0.0.1:7");
    }

    @Test
    void seesWhenATapWouldConnectToItself() {
        assertThat(loops("127.0.0.1", 5000, "127.0.0.1", 5000)).isTrue();
        assertThat(loops("0.0.0.0", 5000, "127.0.0.1", 5000)).isTrue();
        assertThat(loops("127.0.0.1", 5000, "0.0.0.0", 5000)).isTrue();
        assertThat(loops("127.0.0.1", 5000, "127.0.0.1", 5001)).isFalse();
        assertThat(loops("127.0.0.1", 0, "127.0.0.1", 5000)).isFalse();
        assertThat(loops("127.0.0.2", 5000, "127.0.0.1", 5000)).isFalse();
        assertThat(loops("0.0.0.0", 5000, "192.0.2.1", 5000)).isFalse();
    }

    @Test
    void aSpecIsCheckedBeforeAnythingIsOpened() throws Exception {
        TcpMechanism tcp = new TcpMechanism();
        assertThat(tcp.check(TapSpec.parse("tcp:127.0.0.1:0006=[::1]:0007?keep=1k")))
                .hasToString("tcp:127.0.0.1:6=[::1]:7?keep=1k");
        assertThatThrownBy(() -> tcp.check(TapSpec.parse("tcp:127.0.0.1:6")))
                .isInstanceOf(TapSpecException.class)
                .hasMessage("a tcp tap needs a target: tcp:127.0.0.1:6=HOST:PORT");
        assertThatThrownBy(() -> tcp.check(TapSpec.parse("tcp:127.0.0.1:6=127.0.0.1:0")))
                .isInstanceOfSatisfying(
                        TapSpecException.class, e -> assertThat(e.column()).isEqualTo(17))
                .hasMessage("the target's port can't be 0");
        assertThatThrownBy(() -> tcp.check(TapSpec.parse("tcp:127.0.0.1:6=127.0.0.1:6")))
                .isInstanceOf(TapSpecException.class);
        assertThatThrownBy(() -> tcp.check(TapSpec.parse("tcp:127.0.0.1:6=127.0.0.1:7?idle=3s")))
                .isInstanceOf(TapSpecException.class)
                .hasMessage("tcp has no option 'idle'; it has keep, name, policy, urgent");
    }

    private static void assertWrong(String text, int column, String message) {
        assertThatThrownBy(() -> HostPort.parse(text, 5))
                .isInstanceOfSatisfying(
                        TapSpecException.class, e -> assertThat(e.column()).isEqualTo(column))
                .hasMessage(message);
    }

    private static String print(String address) throws Exception {
        return HostPort.print(new InetSocketAddress(InetAddress.getByName(address), 7));
    }

    private static boolean loops(String front, int frontPort, String back, int backPort) {
        return HostPort.loops(
                List.of(new InetSocketAddress(front, frontPort)), List.of(new InetSocketAddress(back, backPort)));
    }
}
