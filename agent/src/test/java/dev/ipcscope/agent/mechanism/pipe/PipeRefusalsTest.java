package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be provoked under Wine, which has no access control of pipes and no limit of instances for administrators. */
@Tag("windows")
class PipeRefusalsTest {

    private static final String NAME = "\\\\.\\pipe\\orders";

    private static String refusal(int code, int max) {
        IOException failure = PipeRefusals.of(
                NAME,
                new PipeShape(true, PipeShape.Access.DUPLEX, max, 4096, 4096),
                new Win32Exception("creating " + NAME, code));
        return String.valueOf(failure.getMessage());
    }

    @Test
    void withoutTheRightToMakeAnInstanceTheWaysOutAreNamed() {
        assertThat(refusal(Win32Exception.ACCESS_DENIED, 255))
                .contains(NAME)
                .contains(Win32Exception.words(Win32Exception.ACCESS_DENIED) + " (error 5)")
                .contains("FILE_CREATE_PIPE_INSTANCE")
                .contains("as the server's user or as administrator")
                .contains("pipe:FRONT=" + NAME);
    }

    @ParameterizedTest
    @CsvSource({"1, one instance", "5, 5 instances"})
    void aPipeWithoutAPlaceForOursIsTakenOverOrRelayed(int max, String words) {
        assertThat(refusal(Win32Exception.PIPE_BUSY, max))
                .contains(NAME + " may have " + words)
                .contains(Win32Exception.words(Win32Exception.PIPE_BUSY) + " (error 231)")
                .contains("pipe:" + NAME + "?attach=swap")
                .contains("pipe:FRONT=" + NAME);
    }

    @Test
    void otherFailuresStayAsTheyAre() {
        assertThat(refusal(8, 255)).isEqualTo("creating " + NAME + ": " + Win32Exception.words(8) + " (error 8)");
    }
}
