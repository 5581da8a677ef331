package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.files.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file of a spool. Its fields are guarded by the {@link Spool}; positional reads need no guard.
 *
 * <pre>
 *  header (56 bytes, big-endian) = "ipcspool" · u32 version · u32 state (1: closed well) · UUID · u64 first seq
 *                                  · u64 first conversation number that wasn't given out yet
 *                                  · i64 messages that are lost before it (0: none, -1: nobody knows how many)
 *  then frames
 * </pre>
 */
final class Segment implements Closeable {

    static final int HEADER = 56;
    private static final long MAGIC = 0x6970_6373_706f_6f6cL; // "ipcspool"
    private static final int VERSION = 2;

    final Path file;
    final long number;
    private final FileChannel channel;

    /** Of a file that was one before; what it held then stands behind {@link #written}. */
    private @Nullable Mapping mapping;

    UUID spool;
    final long firstSeq;
    final long firstConversation;
    boolean closedWell;

    /** Messages that are lost before it: none, so many, or {@link #UNKNOWN}. It is on disk, as the server must hear of it. */
    long lostBefore;

    static final long UNKNOWN = -1;

    /** Whether it may become another one when it isn't needed any more. */
    boolean reusable;

    private boolean spent;

    /** Bytes written. */
    long written = HEADER;

    /** Up to here the sender may read. */
    volatile long published = HEADER;

    /** The one that goes on after this one; still known when this one is deleted. */
    volatile @Nullable Segment next;

    /** Up to here the server has committed. */
    volatile long acknowledged = HEADER;

    /** The file's head isn't one of ours (any more). */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(Path file) {
            super(file + " is not a spool file or its head is damaged");
        }
    }

    private Segment(
            Path file, FileChannel channel, UUID spool, long firstSeq, long firstConversation, boolean closedWell) {
        this.file = file;
        this.number = number(file);
        this.channel = channel;
        this.spool = spool;
        this.firstSeq = firstSeq;
        this.firstConversation = firstConversation;
        this.closedWell = closedWell;
    }

    static final String SUFFIX = ".spool";

    /** Segments are numbered in the order in which they were made. */
    static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
    }

    private static Path file(Path folder, long number) {
        return folder.resolve(String.format("%012d", number) + SUFFIX);
    }

    static Segment create(Path folder, long number, UUID spool, long firstSeq, long firstConversation)
            throws IOException {
        Path file = file(folder, number);
        FileChannel channel = PrivateFiles.create(file);
        try {
            Segment segment = new Segment(file, channel, spool, firstSeq, firstConversation, false);
            segment.writeHeader();
            segment.reusable = true;
            return segment;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** A new one in the place of one that was; it has no content before it has this name. */
    static Segment create(
            Spares.Spare spare, Path folder, long number, UUID spool, long firstSeq, long firstConversation)
            throws IOException {
        Path file = file(folder, number);
        try {
            Segment segment = new Segment(file, spare.channel(), spool, firstSeq, firstConversation, false);
            segment.mapping = spare.mapping();
            segment.reusable = true;
            spare.mapping().end(HEADER);
            segment.writeHeader();
            Files.move(spare.file(), file, StandardCopyOption.ATOMIC_MOVE);
            return segment;
        } catch (IOException e) {
            spare.delete();
            throw e;
        }
    }

    /** Ends this one and keeps its file under another name; null when it can't be used again. */
    Spares.@Nullable Spare retire() throws IOException {
        Mapping present = mapping;
        if (present == null || present.size() != channel.size()) {
            present = Mapping.of(file, channel);
        }
        if (present == null || present.isFaulty()) {
            return null;
        }
        Path spare = file.resolveSibling(file.getFileName().toString().replace(SUFFIX, Spares.SUFFIX));
        Files.move(file, spare, StandardCopyOption.ATOMIC_MOVE);
        return new Spares.Spare(spare, channel, present);
    }

    /** Whether it holds more than was written to it: what was in its file before. */
    boolean isReused() {
        return mapping != null;
    }

    /** Whether a frame of this size has its place in it, when new ones take so many bytes. */
    boolean takes(int size, long capacity) {
        Mapping present = mapping;
        if (spent) {
            return false;
        }
        return present == null ? written + size <= capacity : present.takes(written, size);
    }

    /** Opens one that exists; {@link DamagedException} when it isn't one of ours. */
    static Segment open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            while (header.hasRemaining() && channel.read(header, header.position()) > 0) {}
            if (header.hasRemaining() || header.getLong(0) != MAGIC) {
                throw new DamagedException(file);
            }
            if (header.getInt(8) != VERSION) {
                throw new IOException(file + " was written by another version of ipcscope (spool format "
                        + header.getInt(8) + ", this one reads " + VERSION + "): start that version once to drain it");
            }
            UUID spool = new UUID(header.getLong(16), header.getLong(24));
            Segment segment =
                    new Segment(file, channel, spool, header.getLong(32), header.getLong(40), header.getInt(12) == 1);
            segment.lostBefore = header.getLong(48);
            return segment;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void writeHeader() throws IOException {
        writeHeader(firstSeq, firstConversation);
    }

    /**
     * Gives its bytes, which the server has, back to the disk; nothing can be written to it any more. It reads as an
     * empty one that begins with these numbers.
     */
    void spend(long nextSeq, long nextConversation) throws IOException {
        reusable = false;
        spent = true;
        channel.truncate(HEADER);
        writeHeader(nextSeq, nextConversation);
    }

    private void writeHeader(long seq, long conversation) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).putInt(VERSION).putInt(closedWell ? 1 : 0);
        header.putLong(spool.getMostSignificantBits()).putLong(spool.getLeastSignificantBits());
        header.putLong(seq).putLong(conversation).putLong(lostBefore).flip();
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
    }

    /** Appends all of it, or, when the disk takes only some, nothing. */
    void append(ByteBuffer bytes) throws IOException {
        if (spent) {
            throw new IOException("there is no room for another spool file beside " + file);
        }
        Mapping present = mapping;
        long at = written;
        if (present != null && present.takes(at, bytes.remaining())) {
            int size = bytes.remaining();
            present.append(at, bytes);
            written += size;
            return;
        }
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            truncate(written);
            throw e;
        }
        written = at;
        if (present != null) {
            channel.truncate(at); // a few bytes of old at most
        }
    }

    /** Takes back what is behind this place. */
    void truncate(long size) throws IOException {
        Mapping present = mapping;
        if (present != null && present.takes(size, 0)) {
            channel.truncate(present.size());
            present.end(size);
        } else {
            channel.truncate(size);
        }
        written = size;
    }

    /** What was in its file before is gone; nothing more is written to it, and the file isn't used again. */
    void cutTail() throws IOException {
        reusable = false;
        if (mapping != null && !spent) {
            channel.truncate(written);
        }
    }

    /** What is published from this offset on, so many bytes at most, as it lies in memory; null when it doesn't. */
    @Nullable
    ByteBuffer slice(long from, int most) throws IOException {
        Mapping present = mapping;
        long end = published;
        return present == null || end > present.size()
                ? null
                : present.slice(from, (int) Math.min(most, Math.max(0, end - from)));
    }

    /** Reads from this offset up to what is published or the buffer is full. */
    void read(ByteBuffer into, long from) throws IOException {
        long end = published;
        int most = (int) Math.min(into.remaining(), Math.max(0, end - from));
        into.limit(into.position() + most);
        while (into.hasRemaining()) {
            int n = channel.read(into, from);
            if (n < 0) {
                throw new IOException(file + " is shorter than what was written to it");
            }
            from += n;
        }
    }

    long size() throws IOException {
        return channel.size();
    }

    void delete() throws IOException {
        Mapping present = mapping;
        if (present != null) {
            Spares.erase(file, present);
        }
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
