package dev.ipcscope.agent.mechanism.mailslot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.MailslotState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is named as writer and reader, from what a scan of handles finds. */
class WriterQuestionTest {

    private static final String NAME = "\\\\.\\mailslot\\orders";
    private static final int WRITE = 0x120116;
    private static final long SELF = 1;

    private final ExecutorService scans = Executors.newSingleThreadExecutor();
    private final RecordedMessages recorded = new RecordedMessages();
    private final WriterQuestion question = new WriterQuestion(NAME, recorded.open(null, NAME), scans);

    @AfterEach
    void end() {
        scans.shutdownNow();
    }

    private static HeldObject held(long pid, String name, @Nullable MailslotState state) {
        return new HeldObject(pid, 4, WRITE, Kind.MAILSLOT, name, null, state);
    }

    private static Holders holders(HeldObject... objects) {
        return Holders.of(new HandleScan(List.of(objects), Set.of(), 0), NAME);
    }

    private ProcessInfo client() {
        return recorded.conversations().get(0).client();
    }

    @Test
    void readerAndWritersAreToldApart() {
        Holders holders = holders(
                held(7, "\\\\.\\MAILSLOT\\Orders", new MailslotState(400, 0, -1, 0, -1)),
                held(8, NAME, null),
                held(8, NAME, null),
                held(9, "\\\\.\\mailslot\\other", null));
        assertThat(holders.reader()).isEqualTo(7);
        assertThat(holders.maxMessage()).isEqualTo(400);
        assertThat(holders.writers()).containsExactly(8L);
        assertThat(holders.onlyWriter(SELF)).isEqualTo(8);
        assertThat(holders.onlyWriter(8)).isNull();
        assertThat(holders().maxMessage()).isZero();
    }

    @Test
    void oneWriterIsNamed() {
        question.learn(holders(held(SELF, NAME, null)), SELF);
        assertThat(client().pid()).isNull();
        question.learn(holders(held(8, NAME, null)), SELF);
        assertThat(client().pid()).isEqualTo(8);
        question.learn(holders(), SELF);
        assertThat(client().pid()).isEqualTo(8);
    }

    @Test
    void severalAreUnknownForGood() {
        question.learn(holders(held(8, NAME, null)), SELF);
        question.learn(holders(held(8, NAME, null), held(9, NAME, null)), SELF);
        assertThat(client()).isEqualTo(ProcessInfo.UNKNOWN);
        question.learn(holders(held(8, NAME, null)), SELF);
        assertThat(client()).isEqualTo(ProcessInfo.UNKNOWN);
    }

    @Test
    void oneAfterTheOtherIsUnknownToo() {
        question.learn(holders(held(8, NAME, null)), SELF);
        question.learn(holders(held(9, NAME, null)), SELF);
        assertThat(client()).isEqualTo(ProcessInfo.UNKNOWN);
    }
}
