package dev.ipcscope.agent.relay;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for relays, in two sizes: a small one that each direction holds while it waits, and a large one for
 * those whose reads fill the small one. The large ones together are bounded; whoever gets none goes on with its small
 * one. Any number of threads.
 */
public final class Buffers {

    /** Bytes of a small buffer. */
    public static final int SMALL = 8 << 10;

    /** Bytes of a large buffer. */
    public static final int LARGE = 256 << 10;

    static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

    /** A direction beyond this number gets a tiny buffer, so that tens of thousands of connections stay possible. */
    private static final int SMALL_LIMIT = 8_192;

    private static final int TINY = 1 << 10;
    private static final int SPARE_SMALL = 1_024;

    private static final Buffers SHARED = new Buffers(128);

    private final int largeLimit;
    private final AtomicInteger largeInUse = new AtomicInteger();
    private final AtomicInteger smallInUse = new AtomicInteger();
    private final AtomicInteger spares = new AtomicInteger();
    private final ConcurrentLinkedDeque<ByteBuffer> small = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<ByteBuffer> large = new ConcurrentLinkedDeque<>();

    /** With at most so many large buffers. */
    public Buffers(int largeLimit) {
        this.largeLimit = largeLimit;
    }

    /** Those of this process: at most 32 MiB of large ones. */
    public static Buffers shared() {
        return SHARED;
    }

    /** A small one. */
    ByteBuffer small() {
        if (smallInUse.incrementAndGet() > SMALL_LIMIT) {
            return ByteBuffer.allocateDirect(TINY);
        }
        ByteBuffer spare = small.pollFirst();
        if (spare == null) {
            return ByteBuffer.allocateDirect(SMALL);
        }
        spares.decrementAndGet();
        return spare.clear();
    }

    /** A large one, or null when as many as allowed are in use. */
    @Nullable
    ByteBuffer large() {
        if (largeInUse.incrementAndGet() > largeLimit) {
            largeInUse.decrementAndGet();
            return null;
        }
        ByteBuffer spare = large.pollFirst();
        return spare == null ? ByteBuffer.allocateDirect(LARGE) : spare.clear();
    }

    /** One for a message of this size: pooled when that goes, else made for it alone. */
    ByteBuffer atLeast(int size) {
        ByteBuffer pooled = size <= LARGE ? large() : null;
        return pooled == null ? ByteBuffer.allocateDirect(unpooled(size)) : pooled;
    }

    /** A size that {@link #giveBack} doesn't take for one of its own. */
    private static int unpooled(int size) {
        return size == LARGE || size == SMALL || size == TINY ? size + 1 : size;
    }

    /** True when whoever waits for bytes should do so with a small buffer. */
    boolean scarce() {
        return largeInUse.get() > largeLimit / 2;
    }

    /** Takes back what one of the methods above gave. */
    void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() == LARGE) {
            large.addFirst(buffer);
            largeInUse.decrementAndGet();
        } else if (buffer.capacity() == SMALL || buffer.capacity() == TINY) {
            smallInUse.decrementAndGet();
            if (buffer.capacity() == SMALL && spares.incrementAndGet() <= SPARE_SMALL) {
                small.addFirst(buffer);
            } else if (buffer.capacity() == SMALL) {
                spares.decrementAndGet();
            }
        }
    }
}
