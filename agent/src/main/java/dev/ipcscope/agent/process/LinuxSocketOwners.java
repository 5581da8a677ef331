package dev.ipcscope.agent.process;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.InetTable.End;
import dev.ipcscope.agent.process.Question.Asked;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owners of sockets from {@code /proc}. All questions that wait are answered by one look at the tables and at the open
 * files of all processes; after a look the thread rests three times as long as it took, so that thousands of new
 * connections a second don't take more than a quarter of a core. Too many questions: the answer is unknown.
 *
 * <p>A process whose number is known is described beside that, at once, and so is the holder of a socket whose program
 * may be gone soon ({@link #lookNow}); that is an answer only if the socket is closed before the thorough search.
 */
@AutoService(SocketOwners.class)
public final class LinuxSocketOwners implements SocketOwners {
    static final int MAX_WAITING = 16_384;

    private static final System.Logger LOG = System.getLogger(LinuxSocketOwners.class.getName());
    private static final long MAX_REST_NANOS = 500_000_000;

    private final ProcFs proc;
    private final SocketHolders holders;
    private final DelayQueue<Question> queue = new DelayQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final QuickAnswers clients;
    private final QuickAnswers servers; // theirs: a client that is gone is looked for longest
    private @Nullable Thread thread;

    /** Of this machine. */
    public LinuxSocketOwners() {
        this(ProcFs.HERE);
    }

    LinuxSocketOwners(ProcFs proc) {
        this.proc = proc;
        this.holders = new SocketHolders(proc);
        this.clients = new QuickAnswers(proc, holders);
        this.servers = new QuickAnswers(proc, holders);
    }

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    @Override
    public CompletableFuture<ProcessInfo> tcp(InetSocketAddress local, InetSocketAddress remote) {
        End here = End.of(local);
        End there = End.of(remote);
        return here == null || there == null ? unknown() : ask(new Question.Tcp(here, there));
    }

    @Override
    public CompletableFuture<ProcessInfo> udp(InetSocketAddress local, @Nullable InetSocketAddress remote) {
        End here = End.of(local);
        return here == null ? unknown() : ask(new Question.Udp(here, remote == null ? null : End.of(remote)));
    }

    @Override
    public CompletableFuture<ProcessInfo> inode(LongSupplier inode) {
        return ask(new Question.Inode(inode));
    }

    @Override
    public CompletableFuture<ProcessInfo> process(long pid) {
        return pid < 1 ? unknown() : ask(new Question.Pid(pid));
    }

    @Override
    public void prepare() {
        start();
    }

    @Override
    public void lookNow(CompletableFuture<ProcessInfo> question) {
        if (question instanceof Question asked) {
            clients.look(asked);
        }
    }

    @Override
    public void spoke(CompletableFuture<ProcessInfo> question, long likely) {
        if (question instanceof Question asked) {
            asked.spoke(likely);
            servers.look(asked);
        }
    }

    @Override
    public void over(CompletableFuture<ProcessInfo> question) {
        if (question instanceof Question asked) {
            asked.end();
        }
    }

    private static CompletableFuture<ProcessInfo> unknown() {
        return CompletableFuture.completedFuture(ProcessInfo.UNKNOWN);
    }

    private CompletableFuture<ProcessInfo> ask(Asked asked) {
        Question question = new Question(asked);
        start();
        if (asked instanceof Question.Pid) {
            clients.describe(question);
            return question;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return unknown();
        }
        queue.add(question);
        return question;
    }

    private synchronized void start() {
        if (thread == null) {
            thread = daemon(this::run, "ipcscope-socket-owners");
            var unused = daemon(clients::run, "ipcscope-clients");
            var unusedToo = daemon(servers::run, "ipcscope-servers");
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        while (true) {
            try {
                List<Question> batch = new ArrayList<>(List.of(queue.take()));
                for (Question next = queue.poll(); next != null; next = queue.poll()) {
                    batch.add(next);
                }
                long began = System.nanoTime();
                answer(batch);
                LockSupport.parkNanos(Math.min(MAX_REST_NANOS, 3 * (System.nanoTime() - began)));
            } catch (InterruptedException | RuntimeException e) {
                LOG.log(Level.WARNING, "looking for the owners of sockets failed: {0}", e.toString());
            }
        }
    }

    private void answer(List<Question> batch) {
        Map<Question, Long> inodes = new HashMap<>();
        batch.forEach(question -> inodes.put(question, 0L));
        try {
            inodes.keySet().removeIf(this::cancelled);
            Inodes now = new Inodes(proc);
            inodes.replaceAll((question, none) -> now.of(question.asked));
            lookThroughProcesses(inodes);
        } finally {
            inodes.keySet().forEach(this::retry);
        }
    }

    private boolean cancelled(Question question) {
        if (question.isDone()) {
            settle(question, ProcessInfo.UNKNOWN);
            return true;
        }
        return false;
    }

    /** Answers those whose holder is found, and takes them out of the map. */
    private void lookThroughProcesses(Map<Question, Long> inodes) {
        List<Long> wanted = inodes.values().stream().filter(inode -> inode > 0).toList();
        Map<Long, List<SocketHolders.Holder>> found = holders.find(new HashSet<>(wanted));
        inodes.entrySet().removeIf(entry -> {
            List<SocketHolders.Holder> all = found.getOrDefault(entry.getValue(), List.of());
            Question question = entry.getKey();
            if (all.size() > 1) {
                question.looked(ProcessInfo.UNKNOWN); // what a quick look saw was only one of several
            }
            ProcessInfo info = all.isEmpty() ? question.seen() : holders.only(entry.getValue(), all);
            if (info.pid() != null) {
                settle(question, info);
            }
            return info.pid() != null;
        });
    }

    private void retry(Question question) {
        if (question.again()) {
            queue.add(question);
        } else {
            settle(question, ProcessInfo.UNKNOWN);
        }
    }

    private void settle(Question question, ProcessInfo info) {
        waiting.decrementAndGet();
        question.complete(info);
    }
}
