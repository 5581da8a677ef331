package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.UnixSocket.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /proc/net/unix} (proc_net(5)), one line a socket. The name is as it was given to bind: it can be relative
 * or stand in another mount namespace, and zero bytes of abstract names are shown as {@code @}.
 *
 * <pre>
 *   Num               RefCount Protocol Flags    Type St Inode Path
 *   0000000000000000: 00000002 00000000 00010000 0001 01 20617 /run/dbus/system_bus_socket
 * </pre>
 */
final class UnixTable {
    private static final int ACCEPTS = 0x10000; // __SO_ACCEPTCON
    private static final int FIELDS = 8;

    private UnixTable() {}

    /**
     * One socket with a name.
     *
     * @param listening of streams and seqpackets: it accepts connections
     */
    record Row(Type type, boolean listening, long inode, String name) {
        /** True when others can begin to talk to it. */
        boolean reachable() {
            return listening || type == Type.DGRAM;
        }
    }

    /** The sockets with names; other lines are left out. */
    static List<Row> parse(String text) {
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Row row = row(line);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static @Nullable Row row(String line) {
        String[] fields = line.trim().split(" +", FIELDS); // the name may hold spaces
        if (fields.length < FIELDS || !fields[0].endsWith(":")) {
            return null;
        }
        try {
            int number = Integer.parseInt(fields[4], 16);
            for (Type type : Type.values()) {
                if (type.number() == number) {
                    boolean listening = (Integer.parseInt(fields[3], 16) & ACCEPTS) != 0;
                    return new Row(type, listening, Long.parseLong(fields[6]), fields[7]);
                }
            }
            return null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
