package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.wire.FrameReader;
import dev.ipcscope.agent.wire.FrameWriter;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an agent left in its spool folder: checks each frame, cuts a torn tail, and finds where numbers go on.
 *
 * @param spool the identity to go on with
 * @param segments what is left, oldest first
 * @param lastSeq the newest sequence number in them
 * @param nextConversation the first conversation number that nobody has used
 * @param nextNumber of the next segment
 * @param clean whether the last session ended well
 * @param endLost whether the newest file is damaged, so that the next one begins after a loss
 */
record SpoolRecovery(
        UUID spool,
        List<Segment> segments,
        long lastSeq,
        long nextConversation,
        long nextNumber,
        boolean clean,
        boolean endLost) {

    private static final System.Logger LOG = System.getLogger(SpoolRecovery.class.getName());
    private static final int CHUNK = 4 << 20;

    static SpoolRecovery of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(SpoolRecovery::keep)
                    .filter(f -> f.getFileName().toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Segment> segments = new ArrayList<>();
        try {
            return read(files, segments);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.close();
            }
            throw e;
        }
    }

    /** False for a file that was only kept to be written again; it is deleted. */
    private static boolean keep(Path file) {
        boolean spare = file.getFileName().toString().endsWith(Spares.SUFFIX);
        try {
            return !spare || !Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SpoolRecovery read(List<Path> files, List<Segment> segments) throws IOException {
        UUID spool = UUID.randomUUID();
        UUID read = new UUID(0, 0); // as the segment before has it in its file
        long lastSeq = 0;
        long nextConversation = 1;
        long nextNumber = 1;
        boolean clean = true;
        boolean damaged = false; // the file before
        for (Path file : files) {
            nextNumber = Segment.number(file) + 1;
            if (Files.size(file) < Segment.HEADER) {
                Files.delete(file); // the agent died as it made it
                clean = false;
                continue;
            }
            Segment segment = open(file);
            if (segment == null) {
                damaged = true;
                continue;
            }
            segments.add(segment);
            Scan scan = new Scan(segment);
            scan.run();
            UUID known = segment.spool;
            long said = segment.lostBefore;
            boolean torn = segments.size() > 1 && segment.firstSeq != lastSeq + 1 && known.equals(read);
            if (torn) {
                // What came between is lost, and a server would wait for it: from here on it is another spool.
                spool = UUID.randomUUID();
                segment.lostBefore = Math.max(Segment.UNKNOWN, segment.firstSeq - 1 - lastSeq);
            } else if (!known.equals(read)) {
                spool = known;
            }
            if (damaged && segment.lostBefore == 0) {
                segment.lostBefore = Segment.UNKNOWN;
            }
            damaged = false;
            read = known;
            if (!known.equals(spool) || segment.lostBefore != said) {
                segment.spool = spool;
                segment.writeHeader();
            }
            lastSeq = Math.max(segment.firstSeq - 1, scan.lastSeq);
            nextConversation = Math.max(segment.firstConversation, scan.lastConversation + 1);
            clean = segment.closedWell && !scan.torn;
        }
        if (damaged) {
            spool = UUID.randomUUID(); // its numbers aren't known and must not be used again
        }
        return new SpoolRecovery(spool, segments, lastSeq, nextConversation, nextNumber, clean && !damaged, damaged);
    }

    /** Null for a file with a damaged head: it is put aside, and what was in it is lost. */
    private static @Nullable Segment open(Path file) throws IOException {
        try {
            return Segment.open(file);
        } catch (Segment.DamagedException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.log(Level.WARNING, "{0}: it is put aside as {1}, what is in it is lost", e.getMessage(), aside);
            return null;
        }
    }

    /** Walks through the frames of one segment. */
    private static final class Scan {
        private final Segment segment;
        private long lastSeq;
        private long lastConversation;
        private boolean torn;
        private boolean ended;
        private long good = Segment.HEADER;

        Scan(Segment segment) {
            this.segment = segment;
            this.lastSeq = segment.firstSeq - 1;
        }

        void run() throws IOException {
            long size = segment.size();
            segment.published = size;
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            long at = Segment.HEADER;
            try {
                while (at < size && !ended) {
                    chunk.clear();
                    segment.read(chunk, at);
                    chunk.flip();
                    int used = frames(chunk, at);
                    if (used == 0 && !ended) {
                        throw new IllegalArgumentException("the last frame isn't whole");
                    }
                    at += used;
                }
            } catch (IllegalArgumentException e) {
                torn = true;
                LOG.log(Level.WARNING, "Spool file {0} ends at byte {1}: {2}", segment.file, good, e.getMessage());
            }
            segment.written = size;
            if (good < size) {
                segment.truncate(good);
            }
            segment.published = good;
        }

        private int frames(ByteBuffer chunk, long base) {
            int at = 0;
            int length = length(chunk, at);
            while (length > 0) {
                if (FrameReader.lastSeq(chunk, at) < lastSeq) {
                    throw new IllegalArgumentException("what follows is older");
                }
                List<WireItem> items =
                        FrameReader.read(chunk.duplicate().limit(at + length).position(at));
                for (WireItem item : items) {
                    if (item instanceof WireItem.Talk talk) {
                        lastConversation =
                                Math.max(lastConversation, talk.conversation().number());
                    }
                }
                at += length;
                // Parts whose message never came are cut off with the tail.
                if (!(items.get(items.size() - 1) instanceof WireItem.Part)) {
                    good = base + at;
                    lastSeq = FrameReader.lastSeq(chunk, at - length);
                }
                length = length(chunk, at);
            }
            return at;
        }

        private int length(ByteBuffer chunk, int at) {
            if (chunk.limit() - at < FrameWriter.HEADER) {
                return -1;
            }
            ended = chunk.getInt(at) == 0;
            return ended ? -1 : FrameReader.frameLength(chunk, at);
        }
    }
}
