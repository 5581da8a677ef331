package dev.ipcscope.agent.process;

import dev.ipcscope.agent.linux.TcpInode;
import dev.ipcscope.agent.process.InetTable.Row;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The inodes of sockets that are asked for: one TCP socket by asking the kernel, others from the tables, which are read
 * once, when they are first needed. For a short use by one thread.
 */
final class Inodes {
    private static final System.Logger LOG = System.getLogger(Inodes.class.getName());

    private final ProcFs proc;
    private final Map<String, List<Row>> tables = new HashMap<>();

    Inodes(ProcFs proc) {
        this.proc = proc;
    }

    /** The inode; below 1 when there is none, now. */
    long of(Question.Asked asked) {
        if (asked instanceof Question.Tcp tcp) {
            long inode = TcpInode.of(tcp.local().toAddress(), tcp.remote().toAddress());
            return inode == TcpInode.UNTOLD ? tcp.inode(rows("tcp")) : inode;
        }
        if (asked instanceof Question.Udp udp) {
            return udp.inode(rows("udp"));
        }
        return asked instanceof Question.Inode question ? question.inode().getAsLong() : 0;
    }

    private List<Row> rows(String protocol) {
        return tables.computeIfAbsent(protocol, p -> {
            List<Row> rows = new ArrayList<>();
            for (String table : List.of(p, p + "6")) {
                try {
                    rows.addAll(proc.inetRows(table));
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "can''t read /proc/net/{0}: {1}", table, e.toString());
                }
            }
            return rows;
        });
    }
}
