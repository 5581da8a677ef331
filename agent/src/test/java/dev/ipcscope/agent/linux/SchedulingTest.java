package dev.ipcscope.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "system calls of Linux")
class SchedulingTest {

    @Test
    void aThreadThatGivesWayIsOneForBatchesAndOthersStayAsTheyAre() throws Exception {
        long[] before = Scheduling.ofThisThread();
        CompletableFuture<long[]> other = new CompletableFuture<>();
        Thread thread = new Thread(Scheduling.givingWay(() -> other.complete(Scheduling.ofThisThread())));
        thread.start();

        assertThat(other.get()[0]).isEqualTo(3); // SCHED_BATCH
        assertThat(other.get()[1]).isIn(0L, 20_000_000L); // kernels before 6.12 have no slices
        assertThat(Scheduling.ofThisThread()).isEqualTo(before);
    }

    @Test
    void aThreadThatGoesFirstIsAnOrdinaryOneWithAShortSlice() throws Exception {
        long[] before = Scheduling.ofThisThread();
        CompletableFuture<long[]> other = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Scheduling.goFirst();
            other.complete(Scheduling.ofThisThread());
        });
        thread.start();

        assertThat(other.get()[0]).isZero(); // SCHED_OTHER
        assertThat(other.get()[1]).isIn(0L, 100_000L); // kernels before 6.12 have no slices
        assertThat(Scheduling.ofThisThread()).isEqualTo(before);
    }
}
