package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.automation.RecordedMemory;
import dev.ipcscope.agent.mechanism.com.ObjectPlaces.Place;
import org.junit.jupiter.api.Test;

class ObjectPlacesTest {

    private static final String EIGHT = "0000000000000000";
    private static final String OBJECT = "7856341200000000";

    private final RecordedMemory memory = new RecordedMemory();

    @Test
    void anObjectStandsInItsVariant() {
        memory.with(0x10000, "0900000000000000" + OBJECT + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).containsExactly(new Place(0x10008, true, false));
        memory.with(0x10000, "0d00000000000000" + OBJECT + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).containsExactly(new Place(0x10008, false, false));
    }

    @Test
    void oneByAddressMayBeReplaced() {
        memory.with(0x10000, "0940000000000000 0000020000000000" + EIGHT).with(0x20000, OBJECT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).containsExactly(new Place(0x20000, true, true));
        memory.with(0x10000, "0c40000000000000 0000030000000000" + EIGHT)
                .with(0x30000, "0900000000000000" + OBJECT + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).containsExactly(new Place(0x30008, true, true));
    }

    @Test
    void arraysAreLookedThrough() {
        memory.with(0x20000, "0100 0004 08000000 00000000 00000000 0000040000000000 02000000 00000000")
                .with(0x40000, EIGHT + OBJECT);
        assertThat(ObjectPlaces.ofArray(memory, 0x20000)).containsExactly(new Place(0x40008, true, false));
        memory.with(0x10000, "0920000000000000 0000020000000000" + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).containsExactly(new Place(0x40008, true, false));
    }

    @Test
    void plainValuesHaveNone() {
        memory.with(0x10000, "0800000000000000" + OBJECT + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).isEmpty();
        assertThat(ObjectPlaces.ofVariant(memory, 0)).isEmpty();
        memory.with(0x10000, "0900000000000000" + EIGHT + EIGHT);
        assertThat(ObjectPlaces.ofVariant(memory, 0x10000)).isEmpty();
        memory.with(0x20000, "0100 8000 04000000 00000000 00000000 0000040000000000 02000000 00000000");
        assertThat(ObjectPlaces.ofArray(memory, 0x20000)).isEmpty();
    }
}
