package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who holds sockets, by a look through the open files of all processes or of the likely ones. */
final class SocketHolders {
    private static final int MAX_LOOKS = 256; // processes; the thorough search looks at all
    private static final int MAX_GUESSES = 32; // numbers below the newest; threads have some of them
    private static final int MAX_ANCESTORS = 32;
    private static final long YOUNG_TICKS = 100; // a second: proc_pid_stat(5)

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

    /** All that hold this socket. */
    long[] pids(long inode) {
        return find(Set.of(inode)).getOrDefault(inode, List.of()).stream()
                .mapToLong(Holder::pid)
                .toArray();
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

    /**
     * The process that holds a socket, for programs that may end at any moment: looked for from the newest process on,
     * and described as soon as it is found. A socket is shared by fork, so whoever got it is newer than whoever made it:
     * nobody newer than the one found has it, and nobody that it descends from may have it.
     */
    ProcessInfo first(long inode) {
        long guessed = guess(inode);
        if (guessed > 0) {
            return unlessAncestorHolds(proc.processOf(guessed), inode);
        }
        long[] pids = proc.newestFirst();
        for (int i = 0; i < Math.min(pids.length, MAX_LOOKS); i++) {
            if (!proc.isOurThread(pids[i]) && holds(pids[i], inode)) {
                return unlessAncestorHolds(pids[i], inode);
            }
        }
        return ProcessInfo.UNKNOWN;
    }

    /** The process or thread that holds it among the newest numbers, quicker than a list of all; 0 for none of them. */
    long guess(long inode) {
        long newest = proc.newestPid();
        for (long number = newest; number > Math.max(0, newest - MAX_GUESSES); number--) {
            if (!proc.isOurThread(number) && holds(number, inode)) {
                return number;
            }
        }
        return 0;
    }

    private ProcessInfo unlessAncestorHolds(long pid, long inode) {
        ProcessInfo found = ifHolds(pid, inode);
        return found.pid() == null || ancestorHolds(pid, inode) ? ProcessInfo.UNKNOWN : found;
    }

    /**
     * The process that holds the socket on which a server has just spoken: before, it might have been about to hand it
     * on. A likely one that has made another process within the last second may do so still, so it isn't named.
     */
    ProcessInfo ofServer(long[] likely, long inode) {
        for (long pid : likely) {
            ProcessInfo found = ifHolds(pid, inode);
            if (found.pid() != null) {
                return hasYoungChild(pid) ? ProcessInfo.UNKNOWN : found;
            }
        }
        return first(inode);
    }

    private boolean hasYoungChild(long pid) {
        long young = proc.ticksSinceBoot() - YOUNG_TICKS;
        for (long child : proc.newestFirst()) {
            if (proc.startTime(child) < young) {
                return false;
            }
            if (proc.parent(child) == pid) {
                return true;
            }
        }
        return false;
    }

    private boolean ancestorHolds(long pid, long inode) {
        long ancestor = proc.parent(pid);
        for (int i = 0; i < MAX_ANCESTORS && ancestor > 0; i++) {
            if (holds(ancestor, inode)) {
                return true;
            }
            ancestor = proc.parent(ancestor);
        }
        return false;
    }

    /** Described, if it holds it: what was read before and after belongs to the process that began at one time. */
    private ProcessInfo ifHolds(long pid, long inode) {
        long start = proc.startTime(pid);
        if (start < 0 || !holds(pid, inode)) {
            return ProcessInfo.UNKNOWN;
        }
        ProcessInfo info = proc.describe(pid);
        return info.name() != null && proc.startTime(pid) == start ? info : ProcessInfo.UNKNOWN;
    }

    private boolean holds(long pid, long inode) {
        for (String descriptor : proc.descriptors(pid)) {
            if (proc.socketInode(pid, descriptor) == inode) {
                return true;
            }
        }
        return false;
    }
}
