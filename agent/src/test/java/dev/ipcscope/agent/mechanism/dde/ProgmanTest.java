package dev.ipcscope.agent.mechanism.dde;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wine's own DDE server, the Program Manager of its shell, directly and through the tap. */
@Tag("windows")
@Timeout(180)
class ProgmanTest {

    private static final String[] STEPS = {
        "PROGMAN",
        "PROGMAN",
        "request:Groups",
        "execute:[CreateGroup(\\\"ipcscope tea\\\")]",
        "request:Groups",
        "execute:[ShowGroup(\\\"ipcscope tea\\\",1)]",
        "execute:[AddItem(notepad.exe,\\\"Tea list\\\")]",
        "execute:[DeleteItem(\\\"Tea list\\\")]",
        "execute:[DeleteGroup(\\\"ipcscope tea\\\")]",
        "request:Groups",
        "execute:no command",
        "request:Nothing"
    };

    private static List<String> talk() throws Exception {
        try (ForeignProgram client = ForeignProgram.start("ddeclient", STEPS)) {
            return client.finish().stream()
                    .filter(line -> !line.startsWith("ready"))
                    .toList();
        }
    }

    @Test
    void groupsAreMadeAndListedThroughTheTapAsWithout() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = ForeignProgram.start("progman")) {
            long pid = Long.parseLong(server.awaitLine("ready"));
            List<String> direct = talk();
            assertThat(direct)
                    .contains("connected", "execute  done, result 0x8000")
                    .anyMatch(line -> line.contains("ipcscope tea"));
            DdeMechanism mechanism = new DdeMechanism();
            try (Tap tap = mechanism.open(mechanism.check(TapSpec.parse("dde:PROGMAN")), recorded)) {
                assertThat(talk()).isEqualTo(direct);
                assertThat(tap.note()).isEmpty();
            }
            RecordedMessages.Log talk = recorded.conversations().get(0);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(talk.server().pid()).isEqualTo(pid));
            assertThat(talk.serverAddress()).isEqualToIgnoringCase("PROGMAN|PROGMAN");
            server.endInput();
        }
        assertThat(recorded.entries(Kind.DATA))
                .extracting(entry -> entry.details().attributes().get("operation") + " "
                        + entry.details().attributes().getOrDefault("result", "asked") + " "
                        + new String(entry.bytes(), ISO_8859_1).replaceAll("\0.*", ""))
                .containsSubsequence(
                        "request asked ",
                        "execute asked [CreateGroup(\"ipcscope tea\")]",
                        "execute acknowledged ",
                        "execute asked [DeleteGroup(\"ipcscope tea\")]",
                        "execute acknowledged ");
        assertThat(recorded.entries(Kind.DATA))
                .anyMatch(entry -> "data".equals(entry.details().attributes().get("result"))
                        && new String(entry.bytes(), ISO_8859_1).contains("ipcscope tea"));
    }
}
