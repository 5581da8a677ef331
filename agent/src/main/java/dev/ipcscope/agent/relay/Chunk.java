package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Forerunners;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one read gave: bytes, when they came, and what travels with them. Used again for each read of a pump; not safe
 * for several threads at once.
 */
public final class Chunk implements AutoCloseable {

    private static final int SMALL_READS_BEFORE_SHRINKING = 16;

    private final Buffers buffers;
    private ByteBuffer own;
    private ByteBuffer bytes;
    private @Nullable Attachment attachment;
    private long mono;
    private int smallReads;

    /** An empty chunk with a small buffer. */
    public Chunk(Buffers buffers) {
        this.buffers = buffers;
        this.own = buffers.small();
        this.bytes = own;
    }

    /** Room to read into: position 0, limit at the capacity. */
    public ByteBuffer space() {
        return own.clear();
    }

    /** Room for a message of this size. What was read into the former space before is kept at its place. */
    public ByteBuffer space(int atLeast) {
        if (own.capacity() < atLeast) {
            ByteBuffer larger = buffers.atLeast(atLeast);
            larger.put(own.flip());
            buffers.giveBack(own);
            own = larger;
        }
        return own.limit(own.capacity());
    }

    /** The bytes, from position to limit. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Other bytes in place of those read; they must stay as they are until the chunk was written and recorded. */
    public void replace(ByteBuffer other) {
        bytes = other;
    }

    /** Lets something travel with the bytes; null for nothing. What was attached before isn't closed. */
    public void attach(@Nullable Attachment what) {
        attachment = what;
    }

    /** What travels with the bytes, or null. */
    public @Nullable Attachment attachment() {
        return attachment;
    }

    /** What is recorded besides the bytes. */
    public Details details() {
        Attachment present = attachment;
        return present == null ? Details.NONE : present.details();
    }

    /** When the bytes were read, by {@link ConversationLog#now()}. */
    public long mono() {
        return mono;
    }

    /** The space was filled up to its position just now; what happened before is told before. */
    public void filledNow() {
        Forerunners.beforeMessage();
        filled(ConversationLog.now());
    }

    /** The space was filled up to its position at that moment: the chunk is ready to pass a lane. */
    public void filled(long when) {
        mono = when;
        bytes = own.flip();
    }

    /** Frees what travelled with the bytes and takes a buffer for the next read that suits what came. */
    public void recycle() {
        Attachment present = attachment;
        if (present != null) {
            attachment = null;
            present.close();
        }
        fit(own.limit());
        bytes = own;
    }

    /** Gives a large buffer back while there is nothing to read and others may need it. */
    void releaseLarge() {
        if (own.capacity() > Buffers.SMALL) {
            buffers.giveBack(own);
            own = buffers.small();
            bytes = own;
        }
    }

    boolean isLarge() {
        return own.capacity() > Buffers.SMALL;
    }

    private void fit(int read) {
        if (!isLarge()) {
            if (read == own.capacity()) {
                growToLarge();
            }
        } else if (read > Buffers.SMALL / 2) {
            smallReads = 0;
        } else if (++smallReads >= SMALL_READS_BEFORE_SHRINKING) {
            releaseLarge();
        }
    }

    private void growToLarge() {
        ByteBuffer large = buffers.large();
        if (large != null) {
            buffers.giveBack(own);
            own = large;
            smallReads = 0;
        }
    }

    /** Gives the buffer back. */
    @Override
    public void close() {
        Attachment present = attachment;
        if (present != null) {
            attachment = null;
            present.close();
        }
        buffers.giveBack(own);
        own = Buffers.NONE;
        bytes = own;
    }
}
