package dev.ipcscope.agent.process;

import dev.ipcscope.agent.linux.TcpInode;
import dev.ipcscope.agent.model.ProcessInfo;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * What can't wait for the thorough search, on a thread of its own: processes whose number is known are described, and
 * the sockets of programs that may be gone in a millisecond are looked for among the newest processes.
 *
 * <p>These looks take a twentieth of a core at most, after a burst of 100 ms; beyond that the thorough search has to do.
 */
final class QuickAnswers {
    private static final System.Logger LOG = System.getLogger(QuickAnswers.class.getName());
    private static final ThreadMXBean TIMES = ManagementFactory.getThreadMXBean();
    private static final int SHARE = 20; // of the time one part is used
    private static final long BURST_NANOS = 100_000_000L * SHARE;
    private static final long NO_INODE = Long.MAX_VALUE; // they have 32 bits
    private static final int WARM_UP = 200;
    private static final long LISTENER_NANOS = 30_000_000_000L;

    private final ProcFs proc;
    private final SocketHolders holders;
    private final LinkedBlockingDeque<Question> queue = new LinkedBlockingDeque<>(LinuxSocketOwners.MAX_WAITING);
    private final Map<InetTable.End, Listener> listeners = new HashMap<>();
    private volatile long paidUntil = System.nanoTime() - BURST_NANOS;

    QuickAnswers(ProcFs proc, SocketHolders holders) {
        this.proc = proc;
        this.holders = holders;
    }

    /** Answers the question with its process's description; a tenth of a millisecond: no limit. */
    void describe(Question question) {
        if (!queue.offerFirst(question)) {
            question.complete(ProcessInfo.UNKNOWN);
        }
    }

    /** Looks for the socket's holder if there is time. */
    void look(Question question) {
        if (System.nanoTime() - paidUntil >= 0 && question.beginLook() && !queue.offerLast(question)) {
            question.looked(ProcessInfo.UNKNOWN);
        }
    }

    /** Never returns. */
    void run() {
        warmUp();
        while (true) {
            try {
                Question question = queue.take();
                if (question.asked instanceof Question.Pid pid) {
                    question.complete(question.isOver() ? ProcessInfo.UNKNOWN : proc.describe(pid.pid()));
                } else {
                    question.looked(System.nanoTime() - paidUntil >= 0 ? seen(question) : ProcessInfo.UNKNOWN);
                }
            } catch (InterruptedException | RuntimeException e) {
                LOG.log(Level.WARNING, "describing a process failed: {0}", e.toString());
            }
        }
    }

    /** Compiled code is ten times as quick as interpreted code, and the first clients are gone as soon as later ones. */
    private void warmUp() {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        for (int i = 0; i < WARM_UP && queue.isEmpty(); i++) {
            TcpInode.of(nobody, nobody);
            proc.describe(ProcessHandle.current().pid());
            holders.guess(NO_INODE);
        }
    }

    private ProcessInfo seen(Question question) {
        long began = TIMES.getCurrentThreadCpuTime();
        try {
            long inode = new Inodes(proc).of(question.asked);
            if (inode < 1 || question.isOver()) { // over: its ports may be somebody else's by now
                return ProcessInfo.UNKNOWN;
            }
            long[] likely = question.likely();
            if (likely == null) {
                return holders.first(inode);
            }
            boolean listener = likely.length == 0 && question.asked instanceof Question.Tcp;
            return holders.ofServer(listener ? listeners(((Question.Tcp) question.asked).local()) : likely, inode);
        } finally {
            long used = TIMES.getCurrentThreadCpuTime() - began;
            paidUntil = Math.max(paidUntil, System.nanoTime() - BURST_NANOS) + SHARE * used;
        }
    }

    /** Who listens where a connection was accepted: mostly whoever accepted it. Looked for again after half a minute. */
    private long[] listeners(InetTable.End place) {
        long now = System.nanoTime();
        Listener known = listeners.get(place);
        if (known == null || now - known.since > LISTENER_NANOS) {
            long inode = TcpInode.listening(place.toAddress());
            long[] pids = inode < 1 ? new long[0] : holders.pids(inode);
            listeners.values().removeIf(each -> now - each.since > LISTENER_NANOS);
            known = new Listener(pids, now);
            listeners.put(place, known);
        }
        return known.pids;
    }

    private record Listener(long[] pids, long since) {}
}
