package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemNamesTest {

    private final Map<Integer, String> atoms = new HashMap<>(Map.of(0xc001, "Price"));
    private final ItemNames names = new ItemNames(atom -> atoms.getOrDefault(atom, ""));

    @Test
    void anAtomThatIsGoneKeepsTheNameItHad() {
        assertThat(names.name(0xc001)).isEqualTo("Price");
        atoms.clear();
        assertThat(names.name(0xc001)).isEqualTo("Price");
        assertThat(names.name(0xc002)).isEmpty();
        atoms.put(0xc001, "Volume");
        assertThat(names.name(0xc001)).isEqualTo("Volume");
    }
}
