package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FilterHelpTest {

    @Test
    void eachTermHasHelpWithAnExampleThatParses() {
        for (FilterHelp.Entry entry : FilterHelp.terms()) {
            Matcher example = Pattern.compile("\\b" + entry.name() + "(?:[:<>]|[!=<>]=)(?:\"[^\"]*\"|[^ ,;]+)")
                    .matcher(entry.help());
            assertThat(example.find()).as(entry.help()).isTrue();
            assertThat(Sample.error(example.group())).as(entry.help()).startsWith("no error");
            assertThat(entry.operators()).contains(":");
        }
    }
}
