package dev.ipcscope.agent.mechanism.mailslot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specs, on any system. */
class MailslotMechanismTest {

    private final MailslotMechanism mechanism = new MailslotMechanism();

    private String checked(String spec) throws TapSpecException {
        return mechanism.check(TapSpec.parse(spec)).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mailslot:front=real                         | mailslot:\\\\.\\mailslot\\front=\\\\.\\mailslot\\real",
                "mailslot:\\\\.\\MAILSLOT\\a\\b=\\\\?\\mailslot\\c    | mailslot:\\\\.\\mailslot\\a\\b=\\\\.\\mailslot\\c",
                "mailslot:f=\\\\localhost\\mailslot\\r           | mailslot:\\\\.\\mailslot\\f=\\\\.\\mailslot\\r",
                "mailslot:f=\\\\*\\mailslot\\r                   | mailslot:\\\\.\\mailslot\\f=\\\\*\\mailslot\\r",
                "mailslot:f=\\\\DOMAIN\\mailslot\\r              | mailslot:\\\\.\\mailslot\\f=\\\\DOMAIN\\mailslot\\r",
            })
    void namesGetTheirWholeSpelling(String given, String whole) throws Exception {
        assertThat(checked(given)).isEqualTo(whole);
        assertThat(checked(whole)).isEqualTo(whole);
    }

    @Test
    void theReplysNamesToo() throws Exception {
        String whole = checked("mailslot:f=r?reply=answers=theirs&keep=4k");
        assertThat(whole)
                .isEqualTo("mailslot:\\\\.\\mailslot\\f=\\\\.\\mailslot\\r?reply=\\\\.\\mailslot\\answers%3D"
                        + "\\\\.\\mailslot\\theirs&keep=4k");
        assertThat(checked(whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mailslot:front                        | mailslot needs the real mailslot, too",
                "mailslot:a=A                          | the tap needs a name of its own",
                "mailslot:\\\\host\\mailslot\\a=b         | a tap listens on this machine only",
                "mailslot:\\\\*\\mailslot\\a=b            | a tap listens on this machine only",
                "mailslot:a=\\\\.\\pipe\\b                | is not a mailslot's name",
                "mailslot:a=\\\\.\\mailslot\\             | names no mailslot",
                "mailslot:a=b?reply=c                  | reply is FRONT=REAL",
                "mailslot:a=b?reply=\\\\host\\mailslot\\c=d | a tap listens on this machine only",
                "mailslot:a=b?type=byte                | mailslot has no option 'type'",
            })
    void saysWhatIsWrong(String spec, String words) {
        assertThatThrownBy(() -> checked(spec))
                .isInstanceOf(TapSpecException.class)
                .hasMessageContaining(words);
    }
}
