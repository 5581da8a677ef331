package dev.ipcscope.agent.mechanism.fifo;

import dev.ipcscope.agent.linux.CloseWatch;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Poll;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.RawFile.Mode;
import dev.ipcscope.agent.process.FifoHolders;
import dev.ipcscope.agent.process.FifoHolders.Holder;
import dev.ipcscope.agent.relay.Buffers;
import dev.ipcscope.agent.relay.Chunk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** From the moment that the real FIFO has a reader until it has none. One thread. */
final class FifoSession implements AutoCloseable {
    private static final int TICK_MILLIS = 50;
    private static final int LOOKS_FOR_READER = 20;
    private static final int LOOK_MILLIS = 10;
    private static final int FRONT_HOLDS = 1 << 20; // the most that a user may let a pipe hold, pipe(7)
    private static final Poll.Both HELD = new Poll.Both(Poll.IN, 0);

    private final FifoTap tap;
    private final Chunk chunk;
    private final @Nullable CloseWatch closes; // of the real FIFO; null: none left, the tick must do
    private RawFile in;
    private @Nullable RawFile out;
    private @Nullable FifoConversation conversation;
    private int held; // bytes in the chunk that were read while there was nobody to write to
    private List<Holder> readers = List.of();
    private boolean opened; // others may have opened the real FIFO since we looked for readers
    private boolean blind; // there is a reader whose open files we may not see

    /**
     * Opens the front, which lets its writers through.
     *
     * @param out the real FIFO; null when nobody reads it and only {@link #passRest} is wanted
     * @param kept what the session before gave back; closed here
     */
    FifoSession(FifoTap tap, @Nullable RawFile out, @Nullable RawFile kept) throws ErrnoException {
        this.tap = tap;
        this.out = out;
        this.in = RawFile.openNow(tap.frontName(), Mode.READ);
        if (kept != null) {
            kept.close();
            reopenFront();
        }
        this.chunk = new Chunk(Buffers.shared());
        this.closes = CloseWatch.ifLeft(tap.realName());
    }

    /** A fresh open doesn't report writers that have gone; the old end is open until then, so no byte is lost. */
    private void reopenFront() throws ErrnoException {
        RawFile fresh = RawFile.openNow(tap.frontName(), Mode.READ);
        in.close();
        in = fresh;
    }

    /** @return our own write end of the front when writers shall wait from now on; null when they shall see EPIPE */
    @Nullable
    RawFile run() throws IOException {
        while (!tap.isClosed()) {
            RawFile to = out;
            if (to == null) {
                RawFile left = afterEnd();
                if (left != null) {
                    return left;
                }
                continue;
            }
            Poll.Both ready = held > 0 ? HELD : Poll.await(in.fd(), Poll.IN, to.fd(), TICK_MILLIS);
            if ((ready.second() & Poll.ERR) != 0) {
                readerGone(null);
                return null;
            }
            if (ready.first() != 0 && !transfer(to)) {
                return null;
            }
        }
        passRest();
        return null;
    }

    /**
     * The tap closes, and nobody can read the front any more: what writers have left in it goes on as far as the reader
     * takes it at once, and is recorded in any case.
     */
    void passRest() throws IOException {
        if (out == null) {
            out = tap.openReal();
        }
        int passed = 0;
        int lost = 0;
        int read;
        while (passed < FRONT_HOLDS && (read = next()) > 0) {
            passed += read;
            chunk.filledNow();
            try {
                conversation(out).pass(chunk);
            } catch (ErrnoException e) {
                lost += read;
            }
            chunk.recycle();
        }
        if (lost > 0) {
            tellUnread(lost);
        }
    }

    private void tellUnread(int bytes) {
        conversation(out).unread(bytes);
    }

    /** Passes on what is there; false when the reader is gone. */
    private boolean transfer(RawFile to) throws IOException {
        int read;
        while ((read = next()) > 0) {
            chunk.filledNow();
            try {
                conversation(to).pass(chunk);
            } catch (ErrnoException e) {
                chunk.recycle();
                if (e.errno() == ErrnoException.EPIPE) {
                    readerGone(read + " bytes that were read can't reach it any more");
                    return false;
                }
                if (tap.isClosed()) {
                    tellUnread(read);
                    return true;
                }
                throw e;
            }
            chunk.recycle();
        }
        if (read == 0) {
            endOfFile(to);
        }
        return true;
    }

    private int next() throws ErrnoException {
        int read = held > 0 ? held : read();
        held = 0;
        return read;
    }

    /** How many bytes came; 0 at the end, -1 when there are none now. */
    private int read() throws ErrnoException {
        try {
            return in.read(chunk.space());
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.EAGAIN) {
                return -1;
            }
            throw e;
        }
    }

    private FifoConversation conversation(@Nullable RawFile to) {
        FifoConversation present = conversation;
        if (present == null) {
            present = new FifoConversation(tap, to == null ? new NobodyReads() : new FifoSink(to, tap));
            tap.speaking(true);
            conversation = present;
        }
        return present;
    }

    /** The last writer closed: the reader reads to the end. The front stays open for the next writer. */
    private void endOfFile(RawFile to) throws IOException {
        if (closes != null) {
            closes.clear();
        }
        opened = closes == null;
        FileInfo real = FileInfo.of(tap.realName());
        readers = real == null ? List.of() : readersOnceOpen(real, to);
        blind = readers.isEmpty() && (Poll.now(to.fd(), 0) & Poll.ERR) == 0;
        conversation(to);
        end("closed by client");
        to.close();
        out = null;
        reopenFront();
    }

    private void end(String how) {
        FifoConversation present = conversation;
        if (present != null) {
            present.close(how);
            conversation = null;
            tap.speaking(false);
        }
    }

    /**
     * A reader whose open lets a writer through holds the file only once it has run again; until we close our end it
     * can't go away, so a short wait finds it. Waits for nobody once a reader is known to be out of our sight.
     */
    private List<Holder> readersOnceOpen(FileInfo real, RawFile to) throws ErrnoException {
        List<Holder> found = FifoHolders.readersOf(real);
        for (int look = 0; found.isEmpty() && !blind && look < LOOKS_FOR_READER && !tap.isClosed(); look++) {
            if ((Poll.await(to.fd(), 0, LOOK_MILLIS) & Poll.ERR) != 0) {
                return List.of(); // it has read everything and is gone
            }
            found = FifoHolders.readersOf(real);
        }
        return found;
    }

    /**
     * Between two writers, when only the reader is there.
     *
     * @return null as long as the session lasts; else our own write end of the front, see {@link #run}
     */
    private @Nullable RawFile afterEnd() throws IOException {
        int ready = awaitWriterOrClose();
        if (held > 0 || (ready & Poll.IN) != 0) {
            out = tap.openReal(); // null: bytes wait in the front until somebody reads the real one
            if (out == null) {
                LockSupport.parkNanos(TICK_MILLIS * 1_000_000L);
            }
            return null;
        }
        if ((ready & Poll.HUP) != 0) {
            reopenFront(); // a writer came and went without a word
        }
        return blind || readerIsThere() ? null : leave();
    }

    /**
     * The reader has gone. Writers wait from now on, unless one is there already: it would get EPIPE when we close the
     * front, although the next reader may be on its way. Only a read tells that nobody has it open for writing in this
     * very moment (pipe(7): end of file, not EAGAIN); a look through all processes is over much too late.
     */
    private @Nullable RawFile leave() throws ErrnoException {
        int read = read();
        if (read != 0) {
            held = Math.max(read, 0);
            return null;
        }
        RawFile ours = RawFile.openNow(tap.frontName(), Mode.WRITE);
        if ((Poll.now(in.fd(), Poll.IN) & Poll.IN) != 0) { // quicker than we
            ours.close();
            return null;
        }
        in.close();
        return ours;
    }

    /** What happened to the front; 0 when somebody closed the real FIFO, or nothing in a tick. */
    private int awaitWriterOrClose() throws ErrnoException {
        CloseWatch watch = closes;
        if (watch == null) {
            return Poll.await(in.fd(), Poll.IN, TICK_MILLIS);
        }
        Poll.Both ready = Poll.await(in.fd(), Poll.IN, watch.fd(), Poll.IN, TICK_MILLIS);
        if (ready.second() != 0) {
            opened |= watch.clear();
        }
        return ready.first();
    }

    private boolean readerIsThere() throws ErrnoException {
        FileInfo real = FileInfo.of(tap.realName());
        if (real == null) {
            return false;
        }
        if (readers.stream().noneMatch(reader -> reader.still(real))) {
            readers = opened ? FifoHolders.readersOf(real) : List.of();
            opened = closes == null;
        }
        return !readers.isEmpty();
    }

    private void readerGone(@Nullable String what) {
        if (conversation != null && what != null) {
            conversation.readerGone(what);
        }
        end("closed by server");
    }

    @Override
    public void close() {
        end("tap closed");
        in.close();
        RawFile to = out;
        if (to != null) {
            to.close();
        }
        chunk.close();
        CloseWatch watch = closes;
        if (watch != null) {
            watch.close();
        }
    }
}
