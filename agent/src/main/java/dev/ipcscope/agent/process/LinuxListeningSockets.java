package dev.ipcscope.agent.process;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.InetTable.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** From {@code /proc/net} and the open files of all processes. */
@AutoService(ListeningSockets.class)
public final class LinuxListeningSockets implements ListeningSockets {

    private static final Comparator<InetSocketAddress> BY_PORT = Comparator.comparingInt(InetSocketAddress::getPort)
            .thenComparing(address -> address.getAddress().getHostAddress());

    private final ProcFs proc;

    /** Of this machine. */
    public LinuxListeningSockets() {
        this(ProcFs.HERE);
    }

    LinuxListeningSockets(ProcFs proc) {
        this.proc = proc;
    }

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    @Override
    public List<Listening> tcp() throws IOException {
        return find(Row::listening, "tcp", "tcp6");
    }

    @Override
    public List<Listening> udp() throws IOException {
        return find(row -> row.remote().port() == 0 && row.local().port() != 0, "udp", "udp6");
    }

    private List<Listening> find(Predicate<Row> waits, String... tables) throws IOException {
        Map<InetSocketAddress, Set<Long>> inodes = new LinkedHashMap<>();
        for (Row row : rows(tables)) {
            if (waits.test(row)) {
                inodes.computeIfAbsent(row.local().toAddress(), address -> new HashSet<>())
                        .add(row.inode());
            }
        }
        Set<Long> all = new HashSet<>();
        inodes.values().forEach(all::addAll);
        all.remove(0L);
        Map<Long, List<SocketHolders.Holder>> holders = new SocketHolders(proc).find(all);
        return inodes.keySet().stream()
                .sorted(BY_PORT)
                .map(address -> new Listening(address, describe(inodes.getOrDefault(address, Set.of()), holders)))
                .toList();
    }

    private List<ProcessInfo> describe(Set<Long> inodes, Map<Long, List<SocketHolders.Holder>> holders) {
        TreeSet<Long> pids = new TreeSet<>();
        for (long inode : inodes) {
            holders.getOrDefault(inode, List.of()).forEach(holder -> pids.add(holder.pid()));
        }
        return pids.stream().map(proc::describe).toList();
    }

    private List<Row> rows(String... tables) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String table : tables) {
            rows.addAll(proc.inetRows(table));
        }
        return rows;
    }
}
