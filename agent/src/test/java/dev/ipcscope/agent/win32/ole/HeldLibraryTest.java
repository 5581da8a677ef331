package dev.ipcscope.agent.win32.ole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.automation.Guid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With a library that every Windows has. */
@Tag("windows")
class HeldLibraryTest {

    private static final Guid STANDARD = Guid.parse("{00020430-0000-0000-C000-000000000046}");
    private static final int RELEASE = 2;

    /** How many references others have. */
    private static int references() {
        long[] library = new long[1];
        assertThat(Automation.LoadRegTypeLib(STANDARD.bytes(), (short) 2, (short) 0, 0, library))
                .isZero();
        return ComCall.call(library[0], RELEASE);
    }

    @Test
    void aLibraryStaysLoadedUntilItIsLetGoOf() throws Exception {
        Apartment.enter();
        int before = references();
        HeldLibrary held = TypeLibraries.hold(STANDARD, 2, 0);
        assertThat(references()).isEqualTo(before + 1);
        held.close();
        held.close();
        assertThat(references()).isEqualTo(before);
    }
}
