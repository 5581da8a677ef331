package dev.ipcscope.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.process.FifoHolders.End;
import org.junit.jupiter.api.Test;

class FifoHoldersTest {

    @Test
    void endIsInTheOctalFlags() {
        assertThat(FifoHolders.end("pos:\t0\nflags:\t0100000\nmnt_id:\t25\nino:\t77\n"))
                .isEqualTo(End.READER);
        assertThat(FifoHolders.end("pos:\t0\nflags:\t02104001\nmnt_id:\t25\n")).isEqualTo(End.WRITER);
        assertThat(FifoHolders.end("flags:\t0100002")).isEqualTo(End.BOTH);
        assertThat(FifoHolders.end("pos:\t0\n")).isNull();
        assertThat(FifoHolders.end("flags:\tx")).isNull();
    }
}
