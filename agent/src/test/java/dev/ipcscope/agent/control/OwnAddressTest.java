package dev.ipcscope.agent.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnAddressTest {

    private final OwnAddress own = new OwnAddress("127.0.0.1", 7070);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:127.0.0.1:1=127.0.0.1:7070",
                "tcp:127.0.0.1:7070=127.0.0.1:1",
                "tcp:0.0.0.0:7070=127.0.0.1:1",
                "tcp:1=localhost:7070",
                "tcp:1=[::1]:7070",
                "tcp:1=LOCALHOST:7070",
                "rpc:tcp:127.0.0.1:7070=127.0.0.1:1",
                "rpc:tcp:127.0.0.1:1=127.0.0.1:7070",
                "tcp:1=[::ffff:127.0.0.1]:7070",
                "tcp:1=[0:0:0:0:0:0:0:1]:7070",
                "tcp:[::]:7070=127.0.0.1:1",
                "tcp:1=127.1:7070",
                "tcp:1=0:7070",
                "tcp:1=127.0.0.1:07070"
            })
    void aTapOfOurselvesIsRefused(String spec) {
        assertThatThrownBy(() -> own.refuse(TapSpec.parse(spec)))
                .isInstanceOf(TapSpecException.class)
                .hasMessageContaining("port 7070 is ipcscope's own");
    }

    @Test
    void theNameOfThisMachineIsOurs() throws Exception {
        String name = InetAddress.getLocalHost().getHostName();
        OwnAddress everywhere = new OwnAddress("0.0.0.0", 7070);
        assertThatThrownBy(() -> everywhere.refuse(TapSpec.parse("tcp:1=" + name + ":7070")))
                .isInstanceOf(TapSpecException.class);
        OwnAddress named = new OwnAddress(name, 7070);
        assertThatThrownBy(() -> named.refuse(TapSpec.parse("tcp:1=127.0.0.1:7070")))
                .isInstanceOf(TapSpecException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:127.0.0.1:1=127.0.0.1:17070",
                "tcp:1=10.0.0.1:7070",
                "udp:1=127.0.0.1:7070",
                "unix:/a=/b",
                "rpc:pipe:a=b"
            })
    void othersAreNot(String spec) {
        assertThatCode(() -> own.refuse(TapSpec.parse(spec))).doesNotThrowAnyException();
    }
}
