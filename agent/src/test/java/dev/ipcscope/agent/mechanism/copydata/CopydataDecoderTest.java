package dev.ipcscope.agent.mechanism.copydata;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CopydataDecoderTest extends DecoderContract {

    private static final String JSON = "{\"order\": 7, \"items\": [{\"name\": \"tea\"}, true]}";

    @Override
    protected Decoder decoder() {
        return new CopydataDecoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("copydata");
    }

    @Override
    protected List<Payload> samples() {
        return List.of(
                sent("open C:\\orders.txt".getBytes(UTF_8)),
                sent((JSON + "\0").getBytes(UTF_16LE)),
                sent(JSON.getBytes(UTF_8)));
    }

    private static Payload sent(byte[] bytes) {
        return new Payload(Direction.CLIENT_TO_SERVER, bytes, bytes.length);
    }

    private Decoded decoded(byte[] bytes) {
        return Objects.requireNonNull(
                Objects.requireNonNull(decoder().begin(conversation())).decode(sent(bytes)));
    }

    @Test
    void jsonIsATreeInAnyEncoding() {
        for (byte[] bytes : List.of(JSON.getBytes(UTF_8), (JSON + "\0").getBytes(UTF_16LE))) {
            Node json = decoded(bytes).nodes().get(1);
            assertThat(json.label()).isEqualTo("JSON");
            assertThat(json.length()).isEqualTo(bytes.length);
            assertThat(json.children()).extracting(Node::label).containsExactly("order", "items");
        }
    }

    @Test
    void bytesAreLeftToTheHexView() {
        Decoder.Session session = Objects.requireNonNull(decoder().begin(conversation()));
        assertThat(session.decode(sent(new byte[] {0, 1, 2, 3}))).isNull();
    }

    @Test
    void otherMechanismsAreNoneOfItsBusiness() {
        assertThat(decoder().begin(conversation("tcp"))).isNull();
    }
}
