package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.files.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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
    UUID spool;
    final long firstSeq;
    final long firstConversation;
    boolean closedWell;

    /** Messages that are lost before it: none, so many, or {@link #UNKNOWN}. It is on disk, as the server must hear of it. */
    long lostBefore;

    static final long UNKNOWN = -1;

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

    static Segment create(Path folder, long number, UUID spool, long firstSeq, long firstConversation)
            throws IOException {
        Path file = folder.resolve(String.format("%012d", number) + SUFFIX);
        FileChannel channel = PrivateFiles.create(file);
        try {
            Segment segment = new Segment(file, channel, spool, firstSeq, firstConversation, false);
            segment.writeHeader();
            return segment;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
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
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).putInt(VERSION).putInt(closedWell ? 1 : 0);
        header.putLong(spool.getMostSignificantBits()).putLong(spool.getLeastSignificantBits());
        header.putLong(firstSeq).putLong(firstConversation).putLong(lostBefore).flip();
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
    }

    /** Appends all of it, or, when the disk takes only some, nothing. */
    void append(ByteBuffer bytes) throws IOException {
        long at = written;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            truncate(written);
            throw e;
        }
        written = at;
    }

    void truncate(long size) throws IOException {
        channel.truncate(size);
        written = size;
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
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
