package dev.ipcscope.agent.process;

import dev.ipcscope.agent.process.InetTable.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * How many datagrams found a socket's receive queue full, from the last column of {@code /proc/net/udp} and
 * {@code udp6} (Linux net/ipv4/udp.c, udp4_format_sock). Java can't ask the socket itself (SO_RXQ_OVFL).
 */
public final class UdpDrops {

    private UdpDrops() {}

    /**
     * Drops of each bound address since its sockets were made, those of several sockets of one address together; empty
     * where the system doesn't tell. Takes about a millisecond a thousand sockets.
     */
    public static Map<InetSocketAddress, Long> read() {
        Map<InetSocketAddress, Long> drops = new HashMap<>();
        for (String table : new String[] {"udp", "udp6"}) {
            try {
                byte[] text =
                        Files.readAllBytes(ProcFs.HERE.root().resolve("net").resolve(table));
                count(new String(text, StandardCharsets.US_ASCII), drops);
            } catch (IOException e) {
                // not Linux, or a kernel without IPv6
            }
        }
        return drops;
    }

    static void count(String table, Map<InetSocketAddress, Long> drops) {
        for (Row row : InetTable.parse(table)) {
            if (row.drops() > 0) {
                drops.merge(row.local().toAddress(), row.drops(), Long::sum);
            }
        }
    }
}
