package dev.ipcscope.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HostsTest {

    @Test
    void boundToAllItIsCalledByAnyAddressAndByNamesThatWereGiven() {
        Hosts hosts = new Hosts("0.0.0.0", Set.of("Tap.Example"));
        assertThat(hosts.allow("10.1.2.3:7070")).isTrue();
        assertThat(hosts.allow("[fe80::1]:7070")).isTrue();
        assertThat(hosts.allow("tap.example:7070")).isTrue();
        assertThat(hosts.allow("evil.example")).isFalse();
    }

    @Test
    void boundToOneAddressOthersAreRefused() {
        Hosts hosts = new Hosts("::1", Set.of());
        assertThat(hosts.allow("[::1]:7070")).isTrue();
        assertThat(hosts.allow("10.1.2.3")).isFalse();
        assertThat(hosts.allow(null)).isFalse();
    }
}
