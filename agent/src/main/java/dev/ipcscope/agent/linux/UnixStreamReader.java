package dev.ipcscope.agent.linux;

import java.nio.ByteBuffer;

/**
 * Reads a Unix stream such that passed descriptors keep their place among its bytes. One thread at a time.
 *
 * <pre>
 *   sent             AAAA  A  B+descriptors  CC
 *   one recvmsg      AAAAAB ─ descriptors somewhere       CC
 *   read here        AAAAA    B ─ descriptors             CC
 * </pre>
 *
 * The kernel ends a read after a piece with descriptors, but glues the pieces before to it (unix_stream_read_generic in
 * net/unix/af_unix.c). A receiver that takes what was sent before by a call without room for descriptors would lose them.
 * So each read is preceded by a look (MSG_PEEK) without such room:
 *
 * <ul>
 *   <li>No MSG_CTRUNC: none of the bytes seen has any. A look costs a copy, so it is short; where more waits, the kernel
 *       is asked how many descriptors wait at all.
 *   <li>MSG_CTRUNC: a look ends with the first piece that has some. (Kernels also say so when that piece lies behind
 *       what was asked for; then the last piece seen is taken for it, which does no harm.) Where the last piece begins is
 *       told by another look, whose last byte goes to an address that isn't there: it ends with the piece before.
 * </ul>
 */
public final class UnixStreamReader implements AutoCloseable {
    /** Room for the longest piece of a stream: the kernel makes none above 48 KiB. */
    public static final int PIECE = 64 << 10;

    private static final int LOOK = 8 << 10;

    private final Fd fd;
    private final UnixMessages io;
    private final PendingDescriptors pending;

    /** Of a connected stream socket, which stays the caller's; what comes is received by {@code io}. */
    public UnixStreamReader(Fd fd, UnixMessages io) {
        this.fd = fd;
        this.io = io;
        this.pending = new PendingDescriptors(fd);
    }

    /**
     * Waits for bytes, and tells how many can be read at once such that descriptors, if any come, came with the first of
     * them. More may arrive meanwhile; a read of so many isn't changed by it. What lies in the buffer behind its position
     * is overwritten.
     *
     * @return how many; 0 at the end; {@link #PIECE} instead of all that the buffer has room for, when there is less and
     *     the piece that descriptors come with may be longer
     */
    public int next(ByteBuffer scratch) throws ErrnoException {
        int room = scratch.remaining();
        int size = Math.min(LOOK, room);
        int seen = io.peek(fd, scratch, size);
        if (seen == size && size < room) {
            if (!io.lostDescriptors()) {
                int queued = Math.min(io.queued(fd), room);
                if (queued <= seen || pending.none()) { // in this order: what comes after the first isn't read
                    return Math.max(seen, queued);
                }
            }
            seen = io.peek(fd, scratch, room);
        }
        if (seen == 0 || !io.lostDescriptors()) {
            return seen;
        }
        int before = io.beforeLastPiece(fd, scratch, seen);
        if (before > 0) {
            return before;
        }
        return seen == room && room < PIECE ? PIECE : seen;
    }

    /** Leaves the socket open. */
    @Override
    public void close() {
        pending.close();
    }
}
