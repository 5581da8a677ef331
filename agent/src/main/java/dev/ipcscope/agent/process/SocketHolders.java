package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who holds sockets, by one look through the open files of all processes. */
final class SocketHolders {
    private final ProcFs proc;

    SocketHolders(ProcFs proc) {
        this.proc = proc;
    }

    /** A process that has a socket open under this number. */
    record Holder(long pid, String descriptor) {}

    /** The holders of each of these inodes: one entry a process; none when we may not see it or it is closed. */
    Map<Long, List<Holder>> find(Set<Long> inodes) {
        Map<Long, List<Holder>> found = new HashMap<>();
        if (inodes.isEmpty()) {
            return found;
        }
        for (long pid : proc.pids()) {
            for (String descriptor : proc.descriptors(pid)) {
                long inode = proc.socketInode(pid, descriptor);
                if (inode > 0 && inodes.contains(inode)) {
                    List<Holder> holders = found.computeIfAbsent(inode, i -> new ArrayList<>());
                    if (holders.isEmpty() || holders.get(holders.size() - 1).pid != pid) {
                        holders.add(new Holder(pid, descriptor));
                    }
                }
            }
        }
        return found;
    }

    /**
     * The one process that holds an inode, described; {@link ProcessInfo#UNKNOWN} when there is none, or several: which
     * of them speaks can't be told. Wine's server holds each program's sockets too and never speaks.
     */
    ProcessInfo only(long inode, List<Holder> holders) {
        ProcessInfo only = ProcessInfo.UNKNOWN;
        int count = 0;
        for (Holder holder : holders) {
            ProcessInfo info = proc.describe(holder.pid);
            boolean wine = info.name() != null && info.name().startsWith("wineserver");
            // Still the same open file after the description: so it was this process all the time.
            if (proc.socketInode(holder.pid, holder.descriptor) == inode && !(wine && holders.size() > 1)) {
                only = info;
                count++;
            }
        }
        return count == 1 ? only : ProcessInfo.UNKNOWN;
    }
}
