package dev.ipcscope.agent.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantReaderTest {

    private static final String EIGHT = "0000000000000000";

    private final RecordedMemory memory = new RecordedMemory();
    private final VariantReader reader = new VariantReader(memory, pointer -> "object at " + Long.toHexString(pointer));

    private @Nullable Object variant(String type, String value) {
        memory.with(0x10000, type + "000000000000" + value + EIGHT);
        return reader.variant(0x10000);
    }

    @Test
    void numbersAreExact() {
        assertThat(variant("1000", "fb00000000000000")).isEqualTo(-5);
        assertThat(variant("1100", "c800000000000000")).isEqualTo(200);
        assertThat(variant("0200", "0cfe000000000000")).isEqualTo(-500);
        assertThat(variant("1200", "60ea000000000000")).isEqualTo(60_000);
        assertThat(variant("0300", "90eefeff00000000")).isEqualTo(-70_000);
        assertThat(variant("1300", "00286bee00000000")).isEqualTo(4_000_000_000L);
        assertThat(variant("1400", "0000000000000010")).isEqualTo(1L << 60);
        assertThat(variant("1500", "ffffffffffffffff")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(variant("0400", "cdcccc3d00000000")).isEqualTo(0.1);
        assertThat(variant("0500", "0000000000002940")).isEqualTo(12.5);
        assertThat(variant("0600", "d430000000000000")).isEqualTo(new BigDecimal("1.25"));
        assertThat(variant("0b00", "ffff000000000000")).isEqualTo(true);
        assertThat(variant("0b00", EIGHT)).isEqualTo(false);
    }

    @Test
    void whatJsonHasNotIsText() {
        assertThat(variant("0500", "000000000000f07f")).isEqualTo("Infinity");
        assertThat(variant("0500", "000000000000f87f")).isEqualTo("NaN");
        assertThat(variant("2400", EIGHT)).isEqualTo("(record)");
        assertThat(variant("0a00", "0400028000000000"))
                .isEqualTo(Map.of(
                        "error", "0x80020004", "text", "DISP_E_PARAMNOTFOUND: parameter not found, or left out"));
    }

    @Test
    void nothingIsNull() {
        assertThat(reader.variant(0)).isNull();
        assertThat(variant("0000", EIGHT)).isNull();
        assertThat(variant("0100", EIGHT)).isNull();
        assertThat(variant("0900", EIGHT)).isNull();
        assertThat(variant("0c40", EIGHT)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 1899-12-30T00:00",
        "1.0, 1899-12-31T00:00",
        "-1.25, 1899-12-29T06:00",
        "0.5, 1899-12-30T12:00",
        "-0.5, 1899-12-30T12:00",
        "36526.75, 2000-01-01T18:00",
        "45000.000011574074, 2023-03-15T00:00:01",
        "2958465.0, 9999-12-31T00:00"
    })
    void datesCountDaysWhoseFractionsGoForwards(double days, String date) {
        assertThat(VariantReader.date(days)).isEqualTo(date);
    }

    @Test
    void datesBeyondAllCalendarsAreNumbers() {
        assertThat(VariantReader.date(1e300)).isEqualTo(1e300);
        assertThat(VariantReader.date(Double.NaN)).isEqualTo("NaN");
    }

    @Test
    void decimalsTakeTheWholeVariant() {
        memory.with(0x10000, "0e00 03 80 00000000 5730000000000000" + EIGHT);
        assertThat(reader.variant(0x10000)).isEqualTo(new BigDecimal("-12.375"));
        memory.with(0x10000, "0e00 00 00 01000000 0000000000000000" + EIGHT);
        assertThat(reader.variant(0x10000)).isEqualTo(new BigDecimal("18446744073709551616"));
    }

    @Test
    void stringsEndWhereTheirLengthSays() {
        memory.withString(0x20004, "a\u0000b€😀");
        assertThat(variant("0800", "0400020000000000")).isEqualTo("a\u0000b€😀");
        assertThat(variant("0800", EIGHT)).isEqualTo("");
    }

    @Test
    void whatIsGivenByAddressIsRead() {
        memory.with(0x20000, "2a000000");
        assertThat(variant("0340", "0000020000000000")).isEqualTo(42);
        memory.with(0x30000, "0340000000000000 0000020000000000" + EIGHT);
        assertThat(variant("0c40", "0000030000000000")).isEqualTo(42);
    }

    @Test
    void objectsAreDescribed() {
        assertThat(variant("0900", "7856341200000000")).isEqualTo("object at 12345678");
    }

    @Test
    void arraysKeepTheirDimensions() {
        memory.with(0x40000, "000000000100000002000000030000000400000005000000");
        // two dimensions: the second, from 1, with 3 elements stands first; then the first, from 0, with 2
        memory.with(
                0x20000, "0200 8000 04000000 00000000 00000000 0000040000000000 03000000 01000000 02000000 00000000");
        assertThat(variant("0320", "0000020000000000")).isEqualTo(List.of(List.of(0, 2, 4), List.of(1, 3, 5)));
    }

    @Test
    void arraysOfVariantsMayNest() {
        memory.with(0x50000, "0300000000000000 0700000000000000" + EIGHT + "0000000000000000" + EIGHT + EIGHT);
        memory.with(0x20000, "0100 8008 18000000 00000000 00000000 0000050000000000 02000000 00000000");
        assertThat(variant("0c20", "0000020000000000")).isEqualTo(Arrays.asList(7, null));
    }

    @Test
    void hugeArraysAreOnlyCounted() {
        memory.with(0x20000, "0100 8000 01000000 00000000 00000000 0000040000000000 00ffff00 00000000");
        assertThat(variant("1120", "0000020000000000")).isEqualTo("(an array of 16776960 elements of type byte)");
        memory.with(0x20000, "ff00 8000 01000000 00000000 00000000 0000040000000000 00ffff00 00000000");
        assertThat(variant("1120", "0000020000000000")).isEqualTo("(an array of 255 dimensions)");
    }

    @Test
    void aVariantThatHoldsItselfEnds() {
        memory.with(0x10000, "0c40000000000000 0000010000000000" + EIGHT);
        assertThat(reader.variant(0x10000)).isEqualTo("(nested too deeply)");
    }
}
