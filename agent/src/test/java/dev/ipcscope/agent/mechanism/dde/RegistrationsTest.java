package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.DdeInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrationsTest {

    @Test
    void aServiceIsThereUntilItsServerTakesItBack() {
        Registrations registrations = new Registrations();
        registrations.changed(DdeInstance.REGISTER, "stock", "stock(0x000100a2)");
        registrations.changed(DdeInstance.REGISTER, "stock", "stock(0x000200b4)");
        registrations.changed(DdeInstance.UNREGISTER, "stock", "stock(0x000100a2)");
        assertThat(registrations.services().values()).containsExactly(new Registrations.Service("stock", 0x200b4));
    }

    @ParameterizedTest
    @CsvSource({"stock(0x             154), 340", "Excel:(00010F3C), 69436", "stock, 0", "'stock(', 0", "stock(xyz), 0"
    })
    void theServersOwnNameMayHaveANumber(String instance, long number) {
        assertThat(Registrations.number(instance)).isEqualTo(number);
    }
}
