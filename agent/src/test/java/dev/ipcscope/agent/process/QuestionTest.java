package dev.ipcscope.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import org.junit.jupiter.api.Test;

class QuestionTest {
    private final Question question = new Question(new Question.Pid(7));

    @Test
    void whatAQuickLookSawIsTheAnswerOnceTheSocketIsClosed() {
        assertThat(question.beginLook()).isTrue();
        question.looked(ProcessInfo.ofPid(7));
        assertThat(question.isDone()).isFalse();
        question.end();
        assertThat(question.join()).isEqualTo(ProcessInfo.ofPid(7));
    }

    @Test
    void aLookThatIsBeingTakenIsAwaited() {
        assertThat(question.beginLook()).isTrue();
        question.end();
        assertThat(question.isDone()).isFalse();
        question.looked(ProcessInfo.ofPid(7));
        assertThat(question.join()).isEqualTo(ProcessInfo.ofPid(7));
    }

    @Test
    void withoutALookAClosedSocketIsUnknown() {
        question.end();
        assertThat(question.join()).isEqualTo(ProcessInfo.UNKNOWN);
        assertThat(question.beginLook()).isFalse();
    }
}
