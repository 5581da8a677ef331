package dev.ipcscope.agent.mechanism.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.TapSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as they were read on a Debian machine. */
class UnixTableTest {
    private static final List<UnixTable.Row> ROWS = UnixTable.parse("""
            Num       RefCount Protocol Flags    Type St Inode Path
            0000000000000000: 00000002 00000000 00010000 0001 01 20617 /run/dbus/system_bus_socket
            0000000000000000: 00000003 00000000 00000000 0001 03 20618 /run/dbus/system_bus_socket
            0000000000000000: 00000002 00000000 00000000 0002 01 17123 /run/systemd/journal/dev-log
            0000000000000000: 00000002 00000000 00010000 0005 01 17124 @/of/udev control
            0000000000000000: 00000003 00000000 00000000 0001 03 20999
            0000000000000000: 00000002 00000000 00010000 0001 01 30001 relative/name=x
            0000000000000000: 00000002 00000000 00010000 0009 01 30002 /run/unknown-type
            rubbish
            """);

    @Test
    void readsNamedSockets() {
        assertThat(ROWS)
                .containsExactly(
                        new UnixTable.Row(Type.STREAM, true, 20617, "/run/dbus/system_bus_socket"),
                        new UnixTable.Row(Type.STREAM, false, 20618, "/run/dbus/system_bus_socket"),
                        new UnixTable.Row(Type.DGRAM, false, 17123, "/run/systemd/journal/dev-log"),
                        new UnixTable.Row(Type.SEQPACKET, true, 17124, "@/of/udev control"),
                        new UnixTable.Row(Type.STREAM, true, 30001, "relative/name=x"));
    }

    @Test
    void listenersAndDatagramSocketsAreReachable() {
        assertThat(ROWS.stream().filter(UnixTable.Row::reachable))
                .extracting(UnixTable.Row::inode)
                .containsExactly(20617L, 17123L, 17124L, 30001L);
    }

    @Test
    void suggestionTapsTheSocket() throws Exception {
        Endpoint endpoint =
                Discovery.endpoint(new UnixTable.Row(Type.STREAM, true, 1, "/run/a=b.sock"), ProcessInfo.ofPid(7));

        assertThat(endpoint.kind()).isEqualTo("stream listening");
        assertThat(endpoint.processes()).containsExactly(ProcessInfo.ofPid(7));
        TapSpec spec = TapSpec.parse(String.valueOf(endpoint.suggestion()));
        assertThat(spec.target()).isEqualTo("/run/a=b.sock");
        assertThat(new UnixMechanism().check(spec).listen()).isEqualTo("/run/a=b.sock.tap");
    }

    @Test
    void relativeNameHasNoSuggestion() {
        Endpoint endpoint = Discovery.endpoint(ROWS.get(4), ProcessInfo.UNKNOWN);

        assertThat(endpoint.suggestion()).isNull();
        assertThat(endpoint.reason()).contains("relative");
        assertThat(endpoint.processes()).isEmpty();
    }
}
