package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.uplink.Uplink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes what taps record, keeps it on disk and brings it to a server. One an agent; safe for any number of threads.
 *
 * <p>Its memory is bounded: 32 MiB of frames, a large message's frame, and the sender's batches.
 */
public final class Outbox implements AutoCloseable {

    private final Encoder encoder;
    private final Spool spool;
    private final Spooler spooler;
    private final LargeMessages large;
    private volatile @Nullable Sender sender;
    private volatile boolean closed;

    /** Makes the conversation that gets this number and begins at this Unix time in ns. */
    interface Beginning {
        OutboxLog begin(long number, long opened);
    }

    /**
     * Opens the spool in this folder, which the caller has for itself ({@link SpoolFolder}), and begins a session.
     *
     * @param limit bytes waiting for the server at which the spool is full; at least 1 MiB
     * @param version of ipcscope
     */
    public Outbox(Path folder, long limit, String version) throws IOException {
        if (limit < 1 << 20) {
            throw new IOException("a spool takes 1 MiB at least, not " + limit + " bytes");
        }
        SpoolRecovery found = SpoolRecovery.of(folder);
        encoder = new Encoder(found.lastSeq(), found.nextConversation());
        spool = new Spool(folder, limit, found, encoder);
        spooler = new Spooler(encoder, spool, this::published);
        large = new LargeMessages(encoder, spool, spooler);
        encoder.lock.lock();
        try {
            encoder.writeSession(found.clean(), version);
        } finally {
            encoder.lock.unlock();
        }
        spooler.start();
    }

    /** Begins to send to this server; once. {@code info} says who sends. */
    public void connect(Uplink uplink, Sender.Identity info) {
        Sender fresh = new Sender(spool, uplink, info, this::refused);
        sender = fresh;
        fresh.start();
    }

    /** The server refused these messages; as the frames with them may have described conversations, all are again. */
    private void refused(long messages) {
        encoder.lock.lock();
        try {
            encoder.dropped.merge("the server refused it", messages, Long::sum);
            encoder.announceAll();
        } finally {
            encoder.lock.unlock();
        }
        spooler.recorded();
    }

    /** Identifies the spool to servers. */
    public UUID id() {
        return spool.id();
    }

    /** Where the tap of this spec records. */
    public TapRecorder recorder(TapSpec spec) {
        return new TapRecorder(this, spec);
    }

    OutboxLog begin(Beginning beginning) {
        encoder.lock.lock();
        try {
            long opened = System.nanoTime() + encoder.timeBase();
            OutboxLog log = beginning.begin(encoder.nextConversation(), opened);
            encoder.add(log);
            return log;
        } finally {
            encoder.lock.unlock();
        }
    }

    void change(OutboxLog log, UnaryOperator<Conversation> change) {
        encoder.lock.lock();
        try {
            Conversation changed = change.apply(log.conversation);
            if (!changed.equals(log.conversation)) {
                log.conversation = changed;
                encoder.announce(log);
            }
        } finally {
            encoder.lock.unlock();
        }
        spooler.recorded();
    }

    void put(OutboxLog log, Entry entry) {
        if (LargeMessages.isLarge(entry)) {
            putLarge(log, entry);
            return;
        }
        long serial;
        boolean full;
        encoder.lock.lock();
        try {
            int sealed = encoder.sealedFrames();
            encoder.captured++;
            encoder.capturedBytes += entry.length();
            serial = closed ? 0 : encoder.write(log, entry);
            if (serial == 0 && !log.block) {
                encoder.drop(log, entry, whyDropped());
            }
            full = encoder.sealedFrames() > sealed;
        } finally {
            encoder.lock.unlock();
        }
        if (log.block) {
            spooler.await(serial == 0 ? waitForRoom(log, entry) : serial);
        } else if (full) {
            spooler.wake();
        } else {
            spooler.recorded();
        }
    }

    private long waitForRoom(OutboxLog log, Entry entry) {
        while (true) {
            spooler.pause();
            var unused = spooler.flush();
            encoder.lock.lock();
            try {
                long serial = encoder.write(log, entry);
                if (serial > 0) {
                    return serial;
                }
            } finally {
                encoder.lock.unlock();
            }
        }
    }

    private void putLarge(OutboxLog log, Entry entry) {
        boolean done = !closed && large.write(log, entry);
        while (!done && log.block) {
            spooler.pause();
            done = large.write(log, entry);
        }
        encoder.lock.lock();
        try {
            encoder.captured++;
            encoder.capturedBytes += entry.length();
            if (!done) {
                encoder.drop(log, entry, whyDropped());
            }
        } finally {
            encoder.lock.unlock();
        }
        spooler.recorded();
        published();
    }

    private String whyDropped() {
        String error = spooler.error();
        if (closed) {
            return "the agent was ending";
        }
        return error.isEmpty() ? "recording couldn't keep up" : error;
    }

    private void published() {
        Sender running = sender;
        if (running != null) {
            running.published();
        }
    }

    /**
     * Waits until everything recorded before this call is committed by the server; false when the limit came first or
     * no server is connected.
     */
    public boolean flush(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean written = spooler.flush();
        long target = spool.writtenSeq();
        Sender running = sender;
        if (running == null) {
            return false;
        }
        while (!written || spool.acknowledgedSeq() < target) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            running.hurry();
            LockSupport.parkNanos(2_000_000);
            if (!written) {
                written = spooler.flush();
                target = spool.writtenSeq();
            }
        }
        return true;
    }

    /** Whether a server was tried and doesn't take anything at the moment. */
    public boolean isFailing() {
        Sender running = sender;
        return running != null && running.isFailing();
    }

    /** Deletes from the disk what the server has committed. */
    public void eraseAcknowledged() throws IOException {
        spool.eraseAcknowledged();
    }

    /** What went through each stage. */
    public Counters counters() {
        Sender running = sender;
        String uplink = running == null ? "no server is given" : running.error();
        long sent = running == null ? 0 : running.sent();
        encoder.lock.lock();
        try {
            long last = encoder.lastSeq();
            long written = Math.min(last, spool.writtenSeq());
            long acknowledged = spool.acknowledgedSeq();
            long session = encoder.sessionSeq;
            int remembered = session > written ? 1 : 0;
            int spooled = session > acknowledged && session <= written ? 1 : 0;
            return new Counters(
                    encoder.captured,
                    encoder.capturedBytes,
                    Map.copyOf(encoder.dropped),
                    encoder.gaps,
                    last - written - remembered,
                    Math.max(0, written - acknowledged - spooled),
                    spool.waitingBytes(),
                    spool.limit(),
                    sent,
                    acknowledged,
                    last,
                    spooler.error(),
                    uplink);
        } finally {
            encoder.lock.unlock();
        }
    }

    /**
     * Ends: writes what is in memory to the spool, notes that nothing was lost, and stops sending. Taps are closed
     * before. What the server hasn't committed stays in the spool for the next start.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        boolean all = spooler.flush();
        Sender running = sender;
        try {
            spooler.stop();
            if (running != null) {
                running.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (all && spooler.flush()) {
            spool.markClosedWell();
        }
        spool.close();
    }
}
