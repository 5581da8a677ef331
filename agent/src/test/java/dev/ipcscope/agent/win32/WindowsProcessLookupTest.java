package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("windows")
class WindowsProcessLookupTest {

    private static final String MESSAGE = "s:200000";
    private static final int MESSAGES = 1_000;

    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();

    @Test
    void knowsThisProcess() {
        long pid = ProcessHandle.current().pid();
        ProcessInfo me = lookup.describe(pid);
        assertThat(me.pid()).isEqualTo(pid);
        assertThat(me.name()).isEqualTo("java.exe");
        assertThat(me.path()).endsWith("\\java.exe");
        assertThat(me.command()).contains("ConsoleLauncher");
        assertThat(me.user()).contains(System.getProperty("user.name"));
    }

    @Test
    void knowsOnlyTheNumberOfAProcessThatIsGone() {
        assertThat(lookup.describe(0x7ffffff0L)).isEqualTo(ProcessInfo.ofPid(0x7ffffff0L));
    }

    @Test
    void tellsSeveralOfOneProgramApart() throws Exception {
        List<ForeignProgram> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                programs.add(ForeignProgram.start(
                        "pipeserver", "apart-" + i, "byte", "sync", "1", "1", "quiet", "60", "“" + i + " ü"));
            }
            for (int i = 0; i < 4; i++) {
                long pid = Long.parseLong(programs.get(i).awaitLine("ready"));
                assertThat(lookup.describe(pid).command())
                        .contains("pipeserver.exe")
                        .endsWith(" apart-" + i + " byte sync 1 1 quiet 60 \"“" + i + " ü\"");
            }
        } finally {
            programs.forEach(ForeignProgram::close);
        }
    }

    private static @Nullable String command(long pid) {
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_QUERY_LIMITED_INFORMATION, false, (int) pid);
        try {
            return process == 0 ? null : ProcessCommand.of(pid, process);
        } finally {
            Kernel32.CloseHandle(process);
        }
    }

    /** Wine's ReadProcessMemory ends such a program after some tens of messages: "wine client error: partial write". */
    @Test
    void disturbsNoProgramThatWritesMuchAtOnce() throws Exception {
        // a busy machine leaves time for few looks at one program
        for (int looks = 0; looks <= 100; ) {
            int more = looksAtOneThatWrites();
            assertThat(more).as("looks at a program that wrote").isPositive();
            looks += more;
        }
    }

    private static int looksAtOneThatWrites() throws Exception {
        List<String> client = new ArrayList<>(List.of("looked-at", "message", "open:w"));
        client.addAll(Collections.nCopies(MESSAGES, MESSAGE));
        try (ForeignProgram server =
                        ForeignProgram.start("pipeserver", "looked-at", "message", "sync", "1", "1", "in");
                ForeignProgram writer = startAfter(server, client)) {
            long pid = Long.parseLong(writer.awaitLine("pid"));
            int looks = 0;
            while (writer.isRunning()) {
                String command = command(pid);
                if (command != null) {
                    assertThat(command).endsWith(MESSAGE);
                    looks++;
                }
            }
            List<String> said = writer.finish();
            assertThat(Collections.frequency(said, "write 200000"))
                    .as("messages, then %s", said.get(said.size() - 1))
                    .isEqualTo(MESSAGES);
            return looks;
        }
    }

    private static ForeignProgram startAfter(ForeignProgram server, List<String> arguments) throws Exception {
        server.awaitLine("ready");
        return ForeignProgram.start("pipeclient", arguments.toArray(new String[0]));
    }
}
