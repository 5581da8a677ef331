package dev.ipcscope.agent.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.layout.Layout.Change;
import dev.ipcscope.agent.model.Details.Range;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LayoutTest {

    @Test
    void readsValuesOfAllTypes() throws Exception {
        assertThat(value("u8", "ff")).isEqualTo(255L);
        assertThat(value("i8", "ff")).isEqualTo(-1L);
        assertThat(value("u16", "3412")).isEqualTo(0x1234L);
        assertThat(value("u16be", "1234")).isEqualTo(0x1234L);
        assertThat(value("i16", "feff")).isEqualTo(-2L);
        assertThat(value("u32", "ffffffff")).isEqualTo(4_294_967_295L);
        assertThat(value("i32be", "fffffffe")).isEqualTo(-2L);
        assertThat(value("u64", "ffffffffffffffff")).isEqualTo("18446744073709551615");
        assertThat(value("i64", "ffffffffffffffff")).isEqualTo(-1L);
        assertThat(value("f32", "cdcccc3d")).isEqualTo(0.1);
        assertThat(value("f64be", "3ff8000000000000")).isEqualTo(1.5);
        assertThat(value("bool", "02")).isEqualTo(true);
        assertThat(value("utf8[8]", "6772c3bc6e006162")).isEqualTo("grün");
        assertThat(value("ansi[4]", "8067fc72")).isEqualTo("€gür");
        assertThat(value("utf16[4]", "6700fc0000007800")).isEqualTo("gü");
        assertThat(value("utf16be[2]", "00670072")).isEqualTo("gr");
        assertThat(value("bytes[3]", "00ff10")).isEqualTo("00ff10");
        assertThat(value("filetime", "00803ed5deb19d01")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(value("unixs", "0100000000000000")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(value("unixms", "ffffffffffffffff")).isEqualTo("1969-12-31T23:59:59.999Z");
        assertThat(value("unixns", "0100000000000000")).isEqualTo("1970-01-01T00:00:00.000000001Z");
        assertThat(value("unixs", "ffffffffffffff7f")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void namesElementsAndLeavesOutWhatTheMemoryIsTooShortFor() throws Exception {
        Layout layout = LayoutFile.parse("0 u8 a\n1 u16[3] b\n7 u32 c");
        assertThat(names(layout, 10, 100)).isEqualTo("a b[0] b[1] b[2]");
        assertThat(names(layout, 11, 100)).isEqualTo("a b[0] b[1] b[2] c");
        assertThat(names(layout, 11, 2)).isEqualTo("a b[0] b[1] c");
        assertThat(names(layout, 0, 100)).isEmpty();
    }

    @Test
    void listsWhatHasChangedWithTheValueBefore() throws Exception {
        Layout layout = LayoutFile.parse("0 u8 a\n1 u16[3] b\n7 u32 c");
        ByteBuffer before = memory("01 0200 0300 0400 05000000");
        ByteBuffer now = memory("01 0200 0900 0400 06000000");
        assertThat(layout.changes(before, now, List.of(new Range(0, 11)), 100))
                .containsExactly(new Change("b[1]", 9L, 3L), new Change("c", 6L, 5L));
        assertThat(layout.changes(before, now, List.of(new Range(3, 1), new Range(4, 1), new Range(8, 2)), 100))
                .containsExactly(new Change("b[1]", 9L, 3L), new Change("c", 6L, 5L));
        assertThat(layout.changes(before, now, List.of(new Range(0, 3)), 100)).isEmpty();
        assertThat(layout.changes(before, now, List.of(new Range(0, 11)), 1)).hasSize(1);
    }

    @Test
    void whatWasNotThereHasNoValueBefore() throws Exception {
        Layout layout = LayoutFile.parse("0 u8 a\n1 u8 b");
        assertThat(layout.changes(memory("01"), memory("0102"), List.of(new Range(0, 2)), 100))
                .containsExactly(new Change("b", 2L, null));
        assertThat(layout.changes(memory("0102"), memory("07"), List.of(new Range(0, 1)), 100))
                .containsExactly(new Change("a", 7L, 1L));
    }

    @Test
    void aSeqlockIsWholeWhenItIsEvenAndStaysSo() throws Exception {
        SequenceCounter little = counter("seqlock s\n4 u32 s");
        assertThat(little.places()).containsExactly(new SequenceCounter.Place(4, 4));
        assertThat(little.isWhole(bytes("02000000"), bytes("02000000"))).isTrue();
        assertThat(little.isWhole(bytes("02000000"), bytes("04000000"))).isFalse();
        assertThat(little.isWhole(bytes("03000000"), bytes("03000000"))).isFalse();
        SequenceCounter big = counter("seqlock s\n4 u32be s");
        assertThat(big.isQuiet(bytes("00000002"))).isTrue();
        assertThat(big.isQuiet(bytes("00000003"))).isFalse();
    }

    @Test
    void twoCountersAreWholeWhenTheyAreEqualAndStaySo() throws Exception {
        SequenceCounter counter = counter("counters begin end\n0 u16 begin\n8 u16 end");
        assertThat(counter.places()).containsExactly(new SequenceCounter.Place(0, 2), new SequenceCounter.Place(8, 2));
        assertThat(counter.isWhole(bytes("01000100"), bytes("01000100"))).isTrue();
        assertThat(counter.isWhole(bytes("01000100"), bytes("02000200"))).isFalse();
        assertThat(counter.isWhole(bytes("02000100"), bytes("02000100"))).isFalse();
    }

    private static SequenceCounter counter(String layout) throws LayoutException {
        SequenceCounter counter = LayoutFile.parse(layout).sequence();
        assertThat(counter).isNotNull();
        return counter;
    }

    private static Object value(String type, String hex) throws LayoutException {
        List<Layout.Value> values = LayoutFile.parse("0 " + type + " x").values(memory(hex), 1);
        assertThat(values).hasSize(1);
        return values.get(0).value();
    }

    private static String names(Layout layout, int size, int elements) {
        return layout.values(ByteBuffer.allocate(size), elements).stream()
                .map(Layout.Value::name)
                .collect(Collectors.joining(" "));
    }

    private static ByteBuffer memory(String hex) {
        return ByteBuffer.wrap(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
