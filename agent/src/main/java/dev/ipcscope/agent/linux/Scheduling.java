package dev.ipcscope.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the kernel shares processors among threads (sched(7), sched_setattr(2)). */
public final class Scheduling {

    /** include/uapi/linux/sched.h. */
    private static final int SCHED_OTHER = 0;

    private static final int SCHED_BATCH = 3;

    /** struct sched_attr, include/uapi/linux/sched/types.h: its first version and where its members are. */
    private static final int SIZE = 48;

    private static final int POLICY = 4;
    private static final int FLAGS = 8;
    private static final int RUNTIME = 24;

    /** Nanoseconds; the kernel's own are 3 ms at most and it takes 100 ms at most. */
    private static final long LONG_SLICE = 20_000_000;

    /** Nanoseconds; the shortest that the kernel takes. */
    private static final long SHORT_SLICE = 100_000;

    /** Of sched_setattr; sched_getattr is the next. 0 where this isn't known. */
    private static final int NUMBER = number();

    private Scheduling() {}

    /**
     * From now on the calling thread gives way to every ordinary thread that wakes on its processor, and doesn't stop one
     * when it wakes itself. Its share of a busy machine stays the same: it may be late but never starves. Threads that it
     * starts inherit this.
     *
     * <p>That is the policy for batches, with a long slice: since 6.12 a thread of a shorter slice takes precedence when
     * it wakes. Older kernels have the first half only; where there is none of it, nothing happens.
     */
    public static void giveWay() {
        set(SCHED_BATCH, LONG_SLICE);
    }

    /**
     * From now on the calling thread goes before ordinary threads when it wakes, for the moment that it takes to pass
     * something on: of two threads that are woken one after the other, the second then seldom overtakes the first. Its
     * share of a busy machine stays the same. Threads that it starts inherit this.
     *
     * <p>That is a short slice, which counts since 6.12; on older kernels nothing happens.
     */
    public static void goFirst() {
        set(SCHED_OTHER, SHORT_SLICE);
    }

    private static void set(int policy, long slice) {
        if (NUMBER == 0) {
            return;
        }
        byte[] bytes = new byte[SIZE];
        ByteBuffer attributes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        try {
            if (Libc.syscall(NUMBER + 1, 0, bytes, SIZE, 0) == 0 && attributes.getInt(POLICY) == SCHED_OTHER) {
                attributes.putInt(0, SIZE).putInt(POLICY, policy).putLong(FLAGS, 0);
                attributes.putLong(RUNTIME, slice);
                Libc.syscall(NUMBER, 0, bytes, 0, 0);
            }
        } catch (LinkageError e) {
            return; // without the native library threads are all alike
        }
    }

    /** A task that gives way before it begins. */
    public static Runnable givingWay(Runnable task) {
        return () -> {
            giveWay();
            task.run();
        };
    }

    /** Policy and slice in ns of the calling thread, for tests; the slice is 0 on kernels that have none. */
    static long[] ofThisThread() {
        byte[] bytes = new byte[SIZE];
        Libc.syscall(NUMBER + 1, 0, bytes, SIZE, 0);
        ByteBuffer attributes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new long[] {attributes.getInt(POLICY), attributes.getLong(RUNTIME)};
    }

    private static int number() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return 0;
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> 314;
            case "aarch64" -> 274;
            default -> 0;
        };
    }
}
