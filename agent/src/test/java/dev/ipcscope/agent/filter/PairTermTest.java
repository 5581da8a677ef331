package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import org.junit.jupiter.api.Test;

class PairTermTest {

    @Test
    void matchesTwoProcessesWhoeverAsks() {
        assertThat(new Sample().passes("pair:redis-cli,redis-server")).isTrue();
        assertThat(new Sample().passes("pair:server,cli")).isTrue();
        assertThat(new Sample().passes("pair:100,200")).isTrue();
        assertThat(new Sample().passes("pair:\"200, redis-cli\"")).isTrue();
        assertThat(new Sample().passes("pair:*cli,200")).isTrue();
        assertThat(new Sample().passes("pair:cli,psql")).isFalse();
        assertThat(new Sample().passes("pair:cli,cli")).isFalse();
        assertThat(new Sample().passes("pair:10,200")).isFalse();
    }

    @Test
    void whatOneOfThemSaysToNobodyKnownBelongsToTheStory() {
        Sample clipboard = new Sample();
        clipboard.server = ProcessInfo.UNKNOWN;
        assertThat(clipboard.passes("pair:redis-cli,editor")).isTrue();
        assertThat(clipboard.passes("pair:editor,100")).isTrue();
        assertThat(clipboard.passes("pair:editor,viewer")).isFalse();
        clipboard.client = ProcessInfo.UNKNOWN;
        assertThat(clipboard.passes("pair:redis-cli,editor")).isFalse();
    }

    @Test
    void aWordWithASlashIsAPath() {
        Sample excel = new Sample();
        excel.client = new ProcessInfo(41L, null, "excel.exe", "C:\\Office\\excel.exe", null, null);
        assertThat(excel.passes("pair:\"office\\excel.exe,200\"")).isTrue();
        assertThat(excel.passes("pair:\"200,C:\\Office\\*\"")).isTrue();
        assertThat(excel.passes("pair:\"C:\\Word\\*,200\"")).isFalse();
    }

    @Test
    void refusesWhatIsNotTwo() {
        for (String wrong : new String[] {"pair:a", "pair:a,", "pair:\",b\"", "pair:a,b,c"}) {
            assertThat(Sample.error(wrong)).contains("two processes with a comma between");
        }
    }
}
