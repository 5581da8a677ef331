package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who writes into the front. Windows doesn't say who sent a message; so the handles are looked through, beside the
 * traffic, when messages come and the last look is some time ago. As soon as there were two writers, or another one than
 * before, it is unknown for good: nobody can say which message is whose.
 */
final class WriterQuestion {

    private static final long AGAIN_NANOS = 10_000_000_000L;

    private final String front;
    private final ConversationLog log;
    private final ExecutorService scans;
    private final ProcessLookup processes = ProcessLookup.ofThisMachine();
    private final AtomicLong asked;
    private @Nullable Long known;
    private boolean ambiguous;

    WriterQuestion(String front, ConversationLog log, ExecutorService scans) {
        this.front = front;
        this.log = log;
        this.scans = scans;
        this.asked = new AtomicLong(System.nanoTime() - AGAIN_NANOS);
    }

    /** A message came; costs a comparison nearly always. */
    void messageCame() {
        long last = asked.get();
        long now = System.nanoTime();
        if (now - last >= AGAIN_NANOS && asked.compareAndSet(last, now)) {
            try {
                scans.execute(this::look);
            } catch (RejectedExecutionException e) {
                // the tap is closing
            }
        }
    }

    private void look() {
        try {
            Holders holders = Holders.of(HandleScan.of(Kind.MAILSLOT), front);
            learn(holders, ProcessHandle.current().pid());
        } catch (IOException e) {
            // then the writer stays as it is known
        }
    }

    /** What a look told; on one thread at a time. */
    synchronized void learn(Holders holders, long self) {
        Long only = holders.onlyWriter(self);
        boolean several = only == null && holders.writers().stream().anyMatch(pid -> pid != self);
        boolean another = only != null && known != null && !known.equals(only);
        if (ambiguous || several || another) {
            ambiguous = true;
            log.processes(ProcessInfo.UNKNOWN, null);
        } else if (only != null && known == null) {
            known = only;
            log.processes(processes.describe(only), null);
        }
    }
}
