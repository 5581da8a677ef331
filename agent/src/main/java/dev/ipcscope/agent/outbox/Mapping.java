package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.wire.FrameWriter;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A spool file that is written again, through memory: its blocks and pages are there already, so that only bytes are
 * copied. What it held before stands behind what is written, and mustn't be taken for frames: {@link #END} follows the
 * last frame, always, also when the process is killed at any moment, since a frame's length is written last.
 *
 * <p>One thread writes, others read what was published. Freed when nobody refers to it or to a slice any more.
 */
final class Mapping {

    /** So many zeros, where a frame's head would be, say that none follows. */
    static final int END = FrameWriter.HEADER;

    private static final int PAGE = 4096;

    private final Path file;
    private final MappedByteBuffer bytes;
    private volatile boolean faulty;

    private Mapping(Path file, MappedByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The whole of a file that was written to its end, so that it has no holes; null when it can't be mapped. */
    static @Nullable Mapping of(Path file, FileChannel channel) {
        try {
            return new Mapping(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
        } catch (IOException | RuntimeException e) {
            return null; // no address space left, or a file system without: files are made anew then
        }
    }

    int size() {
        return bytes.capacity();
    }

    /** Whether reading or writing has failed once, as on a disk with an error. */
    boolean isFaulty() {
        return faulty;
    }

    /** Whether so much and an end behind it can be written there. */
    boolean takes(long at, int length) {
        return at + length + END <= bytes.capacity();
    }

    /** Writes a frame where there is an end, with an end behind it; when this throws, the end is still where it was. */
    void append(long at, ByteBuffer frame) throws IOException {
        int start = (int) at;
        int from = frame.position();
        int length = frame.remaining();
        try {
            zero(start + length);
            bytes.put(start + Integer.BYTES, frame, from + Integer.BYTES, length - Integer.BYTES);
            VarHandle.releaseFence();
            bytes.putInt(start, frame.getInt(from));
            settle();
        } catch (InternalError e) {
            throw fault("written", e);
        }
        frame.position(frame.limit());
    }

    /** From here on nothing is valid. */
    void end(long at) throws IOException {
        try {
            zero((int) at);
            settle();
        } catch (InternalError e) {
            throw fault("written", e);
        }
    }

    private void zero(int at) {
        bytes.putLong(at, 0).putLong(at + Long.BYTES, 0);
    }

    /** The bytes themselves, not a copy; all of them can be read. */
    ByteBuffer slice(long from, int length) throws IOException {
        try {
            for (int at = 0; at < length; at += PAGE) {
                touched += bytes.get((int) from + at);
            }
            settle();
        } catch (InternalError e) {
            throw fault("read", e);
        }
        return bytes.slice((int) from, length);
    }

    private static int touched;
    private static int none;
    private static byte[][] settled = {};

    /**
     * Lets an error of an access before come now. A page that the disk doesn't give raises SIGBUS, of which compiled code
     * makes an {@link InternalError} when it enters the runtime next, wherever that is; and an array of arrays is always
     * made by the runtime.
     */
    private static void settle() {
        settled = new byte[none][none];
    }

    private IOException fault(String what, InternalError e) {
        faulty = true;
        return new IOException(
                file + " can't be " + what + ": the disk doesn't give or take a page of it, or somebody cut it", e);
    }
}
