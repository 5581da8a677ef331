package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.win32.DeviceDirectory;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.PipeShape.Access;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.PipeState.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the system's directory and of the handles of processes. */
class PipeDiscoveryTest {

    private static HeldObject held(long pid, String name, Phase phase, boolean server) {
        PipeState state = new PipeState(true, Access.DUPLEX, 255, 2, 4096, server ? 7 : 0, 4096, 4096, phase, server);
        return new HeldObject(pid, 4 * pid, 3, Kind.PIPE, name, state, null);
    }

    private static List<Endpoint> endpoints(List<DeviceDirectory.Entry> names, HeldObject... held) {
        return PipeDiscovery.endpoints(
                names,
                List.of(held),
                ProcessInfo::ofPid,
                object -> "PC\\ann",
                Map.of("\\\\.\\PIPE\\197AD019-6E5F", "net.pipe://+/ORDERS/", "\\\\.\\PIPE\\LONG", "net.pipe:Hq83v"));
    }

    @Test
    void namesOfBothSourcesAreOne() {
        List<Endpoint> found = endpoints(
                List.of(new DeviceDirectory.Entry("Orders", 2, 5), new DeviceDirectory.Entry("lsass", 3, 255)),
                held(7, "\\\\.\\pipe\\orders", Phase.LISTENING, true),
                held(7, "\\\\.\\pipe\\orders", Phase.CONNECTED, true),
                held(8, "\\\\.\\pipe\\orders", Phase.CONNECTED, false));
        assertThat(found).extracting(Endpoint::name).containsExactly("\\\\.\\pipe\\lsass", "\\\\.\\pipe\\Orders");
        Endpoint orders = found.get(1);
        assertThat(orders.kind()).isEqualTo("message, duplex");
        assertThat(orders.holders())
                .containsExactly(
                        new Holder(ProcessInfo.ofPid(7), "server"), new Holder(ProcessInfo.ofPid(8), "client"));
        assertThat(orders.facts())
                .isEqualTo(Map.of("instances", 2L, "max", 5, "listening", 1L, "queued", 14, "owner", "PC\\ann"));
        assertThat(orders.suggestion()).isEqualTo("pipe:\\\\.\\pipe\\Orders.tap=\\\\.\\pipe\\Orders");
        assertThat(found.get(0).holders()).isEmpty();
        assertThat(found.get(0).facts()).isEqualTo(Map.of("instances", 3L, "max", "unlimited"));
    }

    @Test
    void withoutTheDirectoryTheHandlesTell() {
        List<Endpoint> found = endpoints(List.of(), held(8, "\\\\.\\pipe\\x", Phase.CONNECTED, false));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).facts()).containsEntry("instances", 2L).containsEntry("max", "unlimited");
    }

    @Test
    void aPipeWithAnAddressIsShownAndTappedByIt() {
        List<Endpoint> found = endpoints(
                List.of(new DeviceDirectory.Entry("197ad019-6e5f", 1, 255), new DeviceDirectory.Entry("long", 1, 255)));
        assertThat(found)
                .extracting(endpoint -> endpoint.facts().get("alias"))
                .containsExactly("net.pipe://+/ORDERS/", "net.pipe:Hq83v");
        assertThat(found)
                .extracting(Endpoint::suggestion)
                .as("what only its hash is known of has no address to name")
                .containsExactly("pipe:net.pipe://+/ORDERS/", "pipe:\\\\.\\pipe\\long.tap=\\\\.\\pipe\\long");
    }
}
