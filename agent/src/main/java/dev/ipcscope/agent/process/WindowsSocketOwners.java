package dev.ipcscope.agent.process;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.InetTable.End;
import dev.ipcscope.agent.process.InetTable.Row;
import dev.ipcscope.agent.process.Question.Asked;
import dev.ipcscope.agent.win32.SocketTable;
import dev.ipcscope.agent.win32.SocketTable.Socket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owners of sockets from the tables of the IP helper API, whose rows carry the process's number. All questions that wait
 * are answered by one look.
 */
@AutoService(SocketOwners.class)
public final class WindowsSocketOwners implements SocketOwners {

    private static final System.Logger LOG = System.getLogger(WindowsSocketOwners.class.getName());
    private static final int MAX_WAITING = 16_384;
    private static final End NOWHERE = new End("00000000", 0);

    /** {@link InetTable}'s number of the state. */
    private static final int LISTENING = 0x0A;

    private final DelayQueue<Question> queue = new DelayQueue<>();
    private @Nullable Thread thread;

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").startsWith("Windows");
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
        return here == null ? unknown() : ask(new Question.Udp(here, null));
    }

    @Override
    public CompletableFuture<ProcessInfo> inode(LongSupplier inode) {
        return unknown();
    }

    @Override
    public CompletableFuture<ProcessInfo> process(long pid) {
        return pid < 1 ? unknown() : ask(new Question.Pid(pid));
    }

    private static CompletableFuture<ProcessInfo> unknown() {
        return CompletableFuture.completedFuture(ProcessInfo.UNKNOWN);
    }

    private CompletableFuture<ProcessInfo> ask(Asked asked) {
        if (queue.size() >= MAX_WAITING) {
            return unknown();
        }
        Question question = new Question(asked);
        queue.add(question);
        start();
        return question;
    }

    private synchronized void start() {
        if (thread == null) {
            Thread made = new Thread(this::run, "ipcscope-socket-owners");
            made.setDaemon(true);
            made.start();
            thread = made;
        }
    }

    private void run() {
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        while (true) {
            try {
                List<Question> batch = new ArrayList<>(List.of(queue.take()));
                for (Question next = queue.poll(); next != null; next = queue.poll()) {
                    batch.add(next);
                }
                answer(batch, lookup);
            } catch (InterruptedException | RuntimeException | LinkageError e) {
                LOG.log(Level.WARNING, "looking for the owners of sockets failed: {0}", e.toString());
            }
        }
    }

    private void answer(List<Question> batch, ProcessLookup lookup) {
        batch.removeIf(question -> question.isDone());
        try {
            Tables tables = new Tables();
            batch.removeIf(question -> {
                long pid = tables.pid(question.asked);
                return pid > 0 && question.complete(lookup.describe(pid));
            });
        } finally {
            batch.forEach(this::retry);
        }
    }

    private void retry(Question question) {
        if (question.again()) {
            queue.add(question);
        } else {
            question.complete(ProcessInfo.UNKNOWN);
        }
    }

    /** The tables that a batch needs, each read once, when it is needed; a row's inode is its process's number. */
    private static final class Tables {
        private @Nullable List<Row> tcp4;
        private @Nullable List<Row> tcp6;
        private @Nullable List<Row> udp;

        /** A table. */
        private interface Table {
            List<Socket> read() throws IOException;
        }

        long pid(Asked asked) {
            if (asked instanceof Question.Tcp question) {
                tcp4 = tcp4 != null ? tcp4 : rows(() -> SocketTable.tcp(false));
                long pid = question.inode(tcp4);
                if (pid == 0) {
                    tcp6 = tcp6 != null ? tcp6 : rows(() -> SocketTable.tcp(true));
                    pid = question.inode(tcp6);
                }
                return pid;
            }
            if (asked instanceof Question.Udp question) {
                udp = udp != null ? udp : rows(SocketTable::udp);
                return question.inode(udp);
            }
            return asked instanceof Question.Pid question ? question.pid() : 0;
        }

        private static List<Row> rows(Table table) {
            try {
                return table.read().stream()
                        .map(Tables::row)
                        .filter(Objects::nonNull)
                        .toList();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the owners of sockets stay unknown: {0}", e.getMessage());
                return List.of();
            }
        }

        private static @Nullable Row row(Socket socket) {
            End local = End.of(socket.local());
            InetSocketAddress there = socket.remote();
            End remote = there == null ? NOWHERE : End.of(there);
            return local == null || remote == null
                    ? null
                    : new Row(local, remote, socket.listening() ? LISTENING : 1, socket.pid());
        }
    }
}
