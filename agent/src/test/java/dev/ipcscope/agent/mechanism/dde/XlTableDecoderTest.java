package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class XlTableDecoderTest extends DecoderContract {

    /** The two examples of Microsoft's documentation, and one with each type. */
    private static final String NAMES = "10000400 01000300 02001000 0445617374 0457657374 054e6f727468";

    private static final String HOLES = "10000400 04000200 06000800 0200030004000500 05000200 0200 06000400 06000800";
    private static final String ALL = """
            10000400 0200 0400
            01001000 000000000000f83f 0000000000000cc0
            02000600 02 fc41 00 01 42
            03000200 0100
            04000200 2a00
            07000200 0100
            0000
            """;

    @Override
    protected Decoder decoder() {
        return new XlTableDecoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("dde");
    }

    @Override
    protected List<Payload> samples() {
        return List.of(payload(NAMES), payload(HOLES), payload(ALL));
    }

    private static Payload payload(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        return new Payload(Direction.SERVER_TO_CLIENT, bytes, bytes.length, Map.of("format", "XlTable"));
    }

    private Decoded decoded(String hex) {
        return Objects.requireNonNull(
                Objects.requireNonNull(decoder().begin(conversation())).decode(payload(hex)));
    }

    @Test
    void cellsAreReadWithTheirPlaces() {
        assertThat(decoded(NAMES).summary()).isEqualTo("table of 1 × 3: East, West, North");
        assertThat(decoded(HOLES).summary()).isEqualTo("table of 4 × 2: 2, 3, 4, 5, 2 blank, 6, 8");
        Decoded all = decoded(ALL);
        assertThat(all.summary()).isEqualTo("table of 2 × 4: 1.5, -3.5, üA, , B, TRUE, #N/A, skipped");
        assertThat(all.fields())
                .contains(new Field("dde.rows", 2L), new Field("dde.columns", 4L), new Field("dde.cell", "üA"));
        assertThat(all.nodes())
                .flatExtracting(Node::children)
                .extracting(node -> node.label() + " " + node.text())
                .containsExactly(
                        "R1C1 1.5",
                        "R1C2 -3.5",
                        "R1C3 üA",
                        "R1C4 ",
                        "R2C1 B",
                        "R2C2 TRUE",
                        "R2C3 #N/A",
                        "R2C4 1 skipped");
        assertThat(all.nodes().get(all.nodes().size() - 1).text()).isEqualTo("2 bytes");
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(decoded("10000400 01000100").problem()).contains("it ends at byte 8");
        assertThat(decoded("10000400 01000100 01000700 00000000000000").problem())
                .contains("it ends at byte");
        assertThat(decoded("10000400 01000200 05000200 0000").problem()).contains("blank can't have 2 bytes");
        assertThat(decoded("10000400 01000100 0100ffff 00").problem())
                .isEqualTo("a block of 65535 bytes begins where 1 are left");
        assertThat(decoded("10000400 01000100 99000200 0000").problem()).contains("unknown type 0x99");
        assertThat(decoded("06000200 0100").problem()).contains("doesn't begin with the size of a table");
    }

    @Test
    void otherFormatsAndQuestionsAreNotRead() {
        Decoder.Session session = Objects.requireNonNull(decoder().begin(conversation("clipboard")));
        byte[] bytes = payload(NAMES).bytes();
        assertThat(session.decode(payload(NAMES))).isNotNull();
        assertThat(session.decode(
                        new Payload(Direction.SERVER_TO_CLIENT, bytes, bytes.length, Map.of("format", "CF_TEXT"))))
                .isNull();
        assertThat(session.decode(payload(""))).isNull();
        assertThat(decoder().begin(conversation("tcp"))).isNull();
    }

    @Test
    void aRowOfDdeReadsAsItsCells() {
        assertThat(DdeValue.text(payload(NAMES).bytes(), "XlTable")).isEqualTo("table of 1 × 3: East, West, North");
    }
}
