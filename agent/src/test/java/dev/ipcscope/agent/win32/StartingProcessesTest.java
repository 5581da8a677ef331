package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StartingProcessesTest {

    private static final int LINE = 256;

    @Test
    void processesAndWhetherOneHasNoNameAreRead() {
        StartingProcesses.Look look = StartingProcesses.read(processes(16, 40, 0));
        assertThat(look.ids()).containsExactlyInAnyOrder(0L, 4L, 8L);
        assertThat(look.nameless()).isTrue();
        assertThat(StartingProcesses.read(processes(0, 16)).nameless()).isTrue();
        assertThat(StartingProcesses.read(processes(16, 2)).nameless()).isFalse();
    }

    @Test
    void aTableThatLiesEndsTheReading() {
        assertThat(StartingProcesses.read(ByteBuffer.allocate(0)).ids()).isEmpty();
        assertThat(StartingProcesses.read(processes(16, 16).limit(LINE + 50)).ids())
                .containsExactly(0L);
        assertThat(StartingProcesses.read(processes(16, 16).putInt(0, Integer.MAX_VALUE))
                        .ids())
                .containsExactly(0L);
        assertThat(StartingProcesses.read(processes(16, 16).putInt(0, -LINE)).ids())
                .containsExactly(0L);
    }

    @Test
    @Tag("windows")
    void thisProcessIsAmongThem() throws Exception {
        StartingProcesses.await();
        assertThat(SystemTable.ask(Ntdll.SYSTEM_PROCESS_INFORMATION, "its processes", StartingProcesses::read)
                        .ids())
                .contains(ProcessHandle.current().pid());
    }

    private static ByteBuffer processes(int... nameLengths) {
        ByteBuffer table = ByteBuffer.allocate(LINE * nameLengths.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < nameLengths.length; i++) {
            table.putInt(i * LINE, i + 1 < nameLengths.length ? LINE : 0);
            table.putShort(i * LINE + 56, (short) nameLengths[i]);
            table.putLong(i * LINE + 80, 4L * i);
        }
        return table;
    }
}
