package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComWordingTest {

    private static String line(String payload, Map<String, Object> attributes) {
        RecordedMessages recorded = new RecordedMessages();
        ConversationLog log = recorded.open(null, null);
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        log.record(
                Kind.DATA, Direction.CLIENT_TO_SERVER, 0, bytes.length, ByteBuffer.wrap(bytes), Details.of(attributes));
        return BankPrograms.sentence(recorded.entries(Kind.DATA).get(0));
    }

    private static String call(String payload, String kind) {
        return line(payload, Map.of("interface", "IAccount", "method", "Do", "invoke", kind));
    }

    private static String answer(String payload, String hresult) {
        return line(payload, Map.of("interface", "IAccount", "method", "Do", "invoke", "get", "hresult", hresult));
    }

    @Test
    void callsAreReadByTheirArguments() {
        assertThat(call("{\"amount\":12.5,\"to\":{\"object\":2,\"interface\":\"IAccount\"}}", "method"))
                .isEqualTo("IAccount.Do(amount 12.5, to IAccount #2)");
        assertThat(call("{\"value\":7.0}", "put")).isEqualTo("IAccount.Do = 7");
        assertThat(call("{}", "get")).isEqualTo("IAccount.Do");
        assertThat(call("{\"all\":[1,2],\"none\":null}", "method"))
                .isEqualTo("IAccount.Do(all 2 elements, none nothing)");
    }

    @Test
    void answersAreReadByTheirResult() {
        assertThat(answer("{\"result\":112.5}", "0x00000000")).isEqualTo("IAccount.Do → 112.5");
        assertThat(answer("{}", "0x00000000")).isEqualTo("IAccount.Do → done");
        assertThat(answer("{\"out\":{\"count\":3}}", "0x00000001")).isEqualTo("IAccount.Do → count 3, S_FALSE");
        assertThat(answer("{}", "0x80070057"))
                .isEqualTo("IAccount.Do failed, E_INVALIDARG: an argument is not valid (0x80070057)");
    }

    @Test
    void aPayloadThatWasCutIsNotGuessed() {
        assertThat(call("{\"amount\":12", "method")).isEqualTo("IAccount.Do(…)");
        assertThat(answer("{\"resu", "0x00000000")).isEqualTo("IAccount.Do → …");
        assertThat(call("[1]", "method")).isEqualTo("IAccount.Do(…)");
        assertThat(line("", Map.of("interface", "x"))).isEqualTo("null");
    }

    @Test
    void longValuesAreCut() {
        assertThat(call("{\"text\":\"" + "x".repeat(5_000) + "\"}", "method"))
                .isEqualTo("IAccount.Do(text \"" + "x".repeat(60) + "…\")");
    }
}
