package dev.ipcscope.agent.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.decode.Node.Field;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeTest {

    @Test
    void labelsSpans() {
        Tree tree = new Tree(new byte[] {1, 2, 3, 'a', 'b', 0, 'c'}, ByteOrder.BIG_ENDIAN);
        tree.open("Head");
        assertThat(tree.number(2, "Id", "p.id", value -> "no. " + value)).isEqualTo(0x0102);
        tree.order(ByteOrder.LITTLE_ENDIAN);
        assertThat(tree.number(1, "Kind")).isEqualTo(3);
        tree.close("three bytes");
        assertThat(tree.text(4, StandardCharsets.US_ASCII, "Name", "p.name")).isEqualTo("ab");
        assertThat(tree.finish())
                .containsExactly(
                        new Node(
                                "Head",
                                "three bytes",
                                0,
                                3,
                                null,
                                List.of(
                                        new Node("Id", "no. 258", 0, 2, new Field("p.id", 258L), List.of()),
                                        new Node("Kind", "3", 2, 1, null, List.of()))),
                        new Node("Name", "ab", 3, 4, new Field("p.name", "ab"), List.of()));
    }

    @Test
    void keepsWhatWasReadWhenTheBytesEnd() {
        Tree tree = new Tree(new byte[] {1, 2, 3}, ByteOrder.BIG_ENDIAN);
        tree.open("Whole");
        tree.number(2, "A");
        assertThatThrownBy(() -> tree.number(4, "B"))
                .isInstanceOf(Tree.Malformed.class)
                .hasMessage("it ends at byte 3, 4 more are needed from byte 2 on");
        assertThat(tree.finish())
                .containsExactly(
                        new Node("Whole", "", 0, 2, null, List.of(new Node("A", "258", 0, 2, null, List.of()))));
    }

    @Test
    void hasABoundOfDepthAndOfNumber() {
        Tree deep = new Tree(new byte[1], ByteOrder.BIG_ENDIAN);
        assertThatThrownBy(() -> {
                    while (true) {
                        deep.open("Deeper");
                    }
                })
                .isInstanceOf(Tree.Malformed.class);
        Tree wide = new Tree(new byte[1], ByteOrder.BIG_ENDIAN);
        assertThatThrownBy(() -> {
                    while (true) {
                        wide.seek(0);
                        wide.number(1, "Again");
                    }
                })
                .isInstanceOf(Tree.Malformed.class);
        assertThat(wide.finish()).hasSize(Tree.MAX_NODES);
    }
}
