package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("windows")
@Timeout(180)
class HandleScanTest {

    private final String name = "ipcscope-scan-" + ProcessHandle.current().pid();

    @Test
    void aForeignServerIsFoundWithItsInstancesAndTheirState() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("pipeserver", name, "message", "sync", "7", "3")) {
            long pid = Long.parseLong(server.awaitLine("ready"));
            String pipe = KernelName.pipe(name.toUpperCase(Locale.ROOT));
            ForeignProgram client =
                    ForeignProgram.start("pipeclient", name, "message", "sync", "open", "s:1", "r:1", "r:1");
            long clientPid = Long.parseLong(client.awaitLine("pid"));
            client.awaitLine("read 1");
            HandleScan scan = HandleScan.of(HeldObject.Kind.PIPE, HeldObject.Kind.MAILSLOT);
            assertThat(scan.named(HeldObject.Kind.PIPE, pipe))
                    .hasSize(4)
                    .allSatisfy(end -> assertThat(state(end).message()).isTrue())
                    .allSatisfy(end -> assertThat(state(end).maxInstances()).isEqualTo(7))
                    .allSatisfy(end -> assertThat(state(end).instances()).isEqualTo(3))
                    .allSatisfy(end -> assertThat(state(end).access()).isEqualTo(PipeShape.Access.DUPLEX));
            assertThat(scan.named(HeldObject.Kind.PIPE, pipe))
                    .filteredOn(end -> state(end).server())
                    .allMatch(end -> end.pid() == pid)
                    .extracting(end -> state(end).phase())
                    .containsExactlyInAnyOrder(
                            PipeState.Phase.LISTENING, PipeState.Phase.LISTENING, PipeState.Phase.CONNECTED);
            assertThat(scan.named(HeldObject.Kind.PIPE, pipe))
                    .filteredOn(end -> !state(end).server())
                    .singleElement()
                    .extracting(HeldObject::pid)
                    .isEqualTo(clientPid);
            client.close();
            assertThat(HandleScan.ofProcess(pid, HeldObject.Kind.PIPE).objects())
                    .extracting(HeldObject::name)
                    .contains("\\\\.\\pipe\\" + name);
        }
    }

    /**
     * A client's end may be thrown out by its server between two questions about it. When that ends Wine's server, all
     * programs end with it: this one, too.
     */
    @Test
    void endsThatTheirServersThrowOutMeanwhileHarmNobody() throws Exception {
        try (ForeignProgram throwing = ForeignProgram.start("pipethrower", name, "4", "8")) {
            throwing.awaitLine("ready");
            int seen = 0;
            while (throwing.lines().size() < 2) {
                seen += HandleScan.of(HeldObject.Kind.PIPE)
                        .named(HeldObject.Kind.PIPE, KernelName.pipe(name + "-1"))
                        .size();
            }
            assertThat(Long.parseLong(throwing.awaitLine("thrown out"))).isGreaterThan(100);
            assertThat(throwing.finish()).noneMatch(line -> line.contains("error"));
            assertThat(seen).as("ends of one of the pipes that scans found").isPositive();
        }
    }

    private static PipeState state(HeldObject end) {
        return Objects.requireNonNull(end.pipe());
    }
}
