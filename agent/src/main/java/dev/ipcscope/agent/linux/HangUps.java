package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells when connections break off that nobody reads any more, since their end has been read: one epoll(7) and one thread
 * for all of them. Any number of threads.
 */
public final class HangUps {
    private static final int CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int ONE_SHOT = 1 << 30; // ERR and HUP come in any case
    private static final int ROOM = 64;
    /** {@code struct epoll_event} is packed on x86-64 only: events u32, then data u64. */
    private static final int DATA = System.getProperty("os.arch", "").equals("amd64") ? 4 : 8;

    private static @Nullable HangUps shared;

    private final Fd epoll;
    private final Map<Long, IntConsumer> waiting = new ConcurrentHashMap<>();
    private final AtomicLong tickets = new AtomicLong();

    private HangUps(Fd epoll) {
        this.epoll = epoll;
        Thread thread = new Thread(null, this::run, "hang-ups", 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    /** That of this process; it lasts as long. */
    public static synchronized HangUps ofThisProcess() throws ErrnoException {
        HangUps present = shared;
        if (present == null) {
            int number = Libc.epoll_create1(CLOEXEC);
            if (number < 0) {
                throw ErrnoException.last("can't watch connections");
            }
            present = new HangUps(new Fd(number));
            shared = present;
        }
        return present;
    }

    /**
     * Watches a socket until it is closed.
     *
     * @param action run once with {@link Poll#ERR}, {@link Poll#HUP} or both; short, since all others wait meanwhile
     */
    public void watch(Fd socket, IntConsumer action) throws ErrnoException {
        int number = socket.acquire();
        try {
            watch(number, action);
        } finally {
            socket.release();
        }
    }

    /** The same for a number that the caller keeps from being closed during this call. */
    public void watch(int socket, IntConsumer action) throws ErrnoException {
        long ticket = tickets.incrementAndGet();
        waiting.put(ticket, action);
        byte[] event = new byte[DATA + 8];
        ByteBuffer.wrap(event)
                .order(ByteOrder.nativeOrder())
                .putInt(0, ONE_SHOT)
                .putLong(DATA, ticket);
        int number = epoll.acquire();
        try {
            if (Libc.epoll_ctl(number, ADD, socket, event) < 0) {
                ErrnoException failure = ErrnoException.last("can't watch a connection");
                waiting.remove(ticket);
                throw failure;
            }
        } finally {
            epoll.release();
        }
    }

    private void run() {
        ByteBuffer events = ByteBuffer.allocateDirect(ROOM * (DATA + 8)).order(ByteOrder.nativeOrder());
        while (true) {
            int count = Libc.epoll_wait(epoll.number(), Addresses.of(events), ROOM, -1);
            int errno = count < 0 ? Native.getLastError() : 0;
            Reference.reachabilityFence(events);
            if (errno != 0 && errno != ErrnoException.EINTR) {
                return;
            }
            for (int at = 0; at < count * (DATA + 8); at += DATA + 8) {
                IntConsumer action = waiting.remove(events.getLong(at + DATA));
                if (action != null) {
                    action.accept(events.getInt(at));
                }
            }
        }
    }
}
