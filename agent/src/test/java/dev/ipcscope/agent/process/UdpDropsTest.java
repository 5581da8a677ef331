package dev.ipcscope.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables as they were read on an x86-64 machine. */
class UdpDropsTest {

    @Test
    void readsTheLastColumnAndAddsUpSocketsOfOneAddress() {
        Map<InetSocketAddress, Long> drops = new HashMap<>();
        UdpDrops.count("""
                   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
                  101: 0100007F:14B4 00000000:0000 07 00000000:00033F00 00:00000000 00000000     0        0 5001 2 000000009a1c1b2f 21417
                  102: 0100007F:A0B1 0100007F:14E9 01 00000000:00000000 00:00000000 00000000     0        0 5002 2 00000000aa1c1b2f 3
                  102: 0100007F:A0B1 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5003 2 00000000ba1c1b2f 4
                  103: 0100007F:A0B2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5004 2 00000000ca1c1b2f 0
                """, drops);
        assertThat(drops)
                .containsOnly(
                        Map.entry(new InetSocketAddress("127.0.0.1", 5300), 21_417L),
                        Map.entry(new InetSocketAddress("127.0.0.1", 41_137), 7L));
    }
}
