package dev.ipcscope.agent.mechanism.mailslot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.MailslotState;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MailslotDiscoveryTest {

    @Test
    void readerAndWritersOfANameAreOneEndpoint() {
        List<HeldObject> held = List.of(
                new HeldObject(7, 4, 1, Kind.MAILSLOT, "\\\\.\\mailslot\\A", null, new MailslotState(400, 0, 9, 2, -1)),
                new HeldObject(8, 4, 2, Kind.MAILSLOT, "\\\\.\\mailslot\\a", null, null));
        List<Endpoint> found =
                MailslotDiscovery.endpoints(List.of("a", "b"), held, ProcessInfo::ofPid, object -> "PC\\ann");
        assertThat(found).extracting(Endpoint::name).containsExactly("\\\\.\\mailslot\\a", "\\\\.\\mailslot\\b");
        assertThat(found.get(0).facts()).isEqualTo(Map.of("max message", 400, "queued", 2, "owner", "PC\\ann"));
        assertThat(found.get(0).holders())
                .containsExactly(
                        new Holder(ProcessInfo.ofPid(7), "reader"), new Holder(ProcessInfo.ofPid(8), "writer"));
        assertThat(found.get(0).suggestion()).isEqualTo("mailslot:\\\\.\\mailslot\\a.tap=\\\\.\\mailslot\\a");
        assertThat(found.get(1).holders()).isEmpty();
    }

    @Test
    @Tag("windows")
    void findsAForeignProgramsMailslot() throws Exception {
        String name = "ipcscope-find-" + ProcessHandle.current().pid();
        try (ForeignProgram reader = ForeignProgram.start("mailslotreader", name, "max=300")) {
            long pid = Long.parseLong(reader.awaitLine("ready"));
            Endpoint found = new MailslotMechanism()
                    .discover().stream()
                            .filter(endpoint -> endpoint.name().equals("\\\\.\\mailslot\\" + name))
                            .findFirst()
                            .orElseThrow();
            assertThat(found.holders()).hasSize(1);
            assertThat(found.holders().get(0).end()).isEqualTo("reader");
            assertThat(found.holders().get(0).process().pid()).isEqualTo(pid);
            assertThat(found.facts()).containsEntry("max message", 300);
        }
    }
}
