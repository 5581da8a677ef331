package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.MessageLoop;
import dev.ipcscope.agent.win32.TopWindow;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the window lives by which servers are asked and then talked to. */
@Tag("windows")
@Timeout(180)
class FarEndTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SERVER = 0x1234;

    private final ConversationLog log = new RecordedMessages().open(null, "stock|quotes");
    private MessageLoop loop;
    private FarEnd far;
    private long window;

    @BeforeEach
    void open() throws IOException {
        loop = MessageLoop.start("far end test");
        far = FarEnd.open(loop, true);
        window = far.window().handle();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    private DdeConversation conversation() throws IOException {
        DdeWindow near = DdeWindow.open(loop, true, message -> {});
        return new DdeConversation(
                new DdeConversation.Ends(0, near, far, SERVER),
                log,
                new Transcript(log, new Formats(format -> ""), true),
                false);
    }

    /** On the loop's thread, after all that was posted before. */
    private void onLoop(Runnable task) throws IOException {
        loop.call(
                () -> {
                    task.run();
                    return true;
                },
                LIMIT);
    }

    private boolean isThere() throws IOException {
        onLoop(() -> {});
        return TopWindow.exists(window);
    }

    @Test
    void closesWhenNobodyAnswered() throws Exception {
        far.closeUnlessUsed();
        assertThat(isThere()).isFalse();
    }

    /** The thread that asked may be done before the conversation's thread has come to join. */
    @Test
    void staysForAConversationThatIsAboutToJoin() throws Exception {
        DdeConversation conversation = conversation();
        far.expect();
        far.closeUnlessUsed();
        assertThat(isThere()).isTrue();
        onLoop(() -> far.join(SERVER, conversation));
        far.closeUnlessUsed();
        assertThat(isThere()).isTrue();
        onLoop(conversation::close);
        assertThat(isThere()).isFalse();
    }

    @Test
    void closesWhenTheConversationIsOverBeforeItJoins() throws Exception {
        DdeConversation conversation = conversation();
        far.expect();
        onLoop(conversation::close);
        assertThat(isThere()).isTrue();
        onLoop(() -> far.join(SERVER, conversation));
        assertThat(isThere()).isFalse();
    }
}
