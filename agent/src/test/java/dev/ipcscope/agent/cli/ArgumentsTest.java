package dev.ipcscope.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static byte[] line(String text) {
        return text.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void mangledArgumentsAreReadAgain() {
        String[] mangled = {"query", "text:\ufffd\ufffd", "--limit", "3"};
        assertThat(Arguments.recover(mangled, line("java|-jar|x.jar|query|text:ü日|--limit|3|")))
                .containsExactly("query", "text:ü日", "--limit", "3");
    }

    @Test
    void otherArgumentsThanThoseOfTheProcessStay() {
        String[] args = {"query", "\ufffd"};
        assertThat(Arguments.recover(args, line("java|Test|other|thing|"))).isSameAs(args);
        assertThat(Arguments.recover(args, line("x|"))).isSameAs(args);
    }

    @Test
    void bytesThatAreNotUtf8StayAsJavaReadThem() {
        byte[] latin = "java\0q\0\u00fc\0".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Arguments.recover(new String[] {"q", "\ufffd"}, latin)).containsExactly("q", "\ufffd");
    }
}
