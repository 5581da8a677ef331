package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process that holds a socket, beside the traffic: each question returns at once and is answered by a thread
 * of its own, many questions by one look at the system.
 *
 * <p>An answer is right or {@link ProcessInfo#UNKNOWN}: a socket that is gone, that several processes share, or whose
 * owner may not be looked at has no answer. Futures never fail. A tap calls {@link #over} when its conversation ends,
 * since the same pair of ports may then belong to somebody else. What is run on completion ({@code thenAccept}) runs on
 * the answering thread and must be short. Safe for any number of threads.
 *
 * <p>One implementation an operating system, found by {@link ServiceLoader}; its constructor does no I/O, loads no native
 * code and starts no thread.
 */
public interface SocketOwners {

    /**
     * The process whose TCP socket has these ends, as that process sees them. For the client of a relay: its port and
     * the relay's; for the server: the server's port and the relay's upstream port. A socket that isn't accepted yet is
     * looked for again a few times, about two seconds in all.
     */
    CompletableFuture<ProcessInfo> tcp(InetSocketAddress local, InetSocketAddress remote);

    /**
     * The process whose UDP socket is bound to this address.
     *
     * @param remote where that socket is connected to; null when unknown. A socket that isn't connected, or is bound to
     *     all addresses, is found as well.
     */
    CompletableFuture<ProcessInfo> udp(InetSocketAddress local, @Nullable InetSocketAddress remote);

    /**
     * The process that holds the socket of an inode (Linux); unknown on systems without inodes.
     *
     * @param inode asked on the answering thread before each look; below 1 when it isn't known yet
     */
    CompletableFuture<ProcessInfo> inode(LongSupplier inode);

    /** {@link ProcessLookup#describe} on the answering thread. */
    CompletableFuture<ProcessInfo> process(long pid);

    /** Questions will come: gets ready, beside the caller, so that the first are answered as quickly as later ones. */
    default void prepare() {}

    /**
     * Looks for the socket of this question at once, for a client that may be gone in a millisecond. Returns at once;
     * ignored when too much is asked.
     */
    default void lookNow(CompletableFuture<ProcessInfo> question) {}

    /**
     * As {@link #lookNow} for the socket of a server that has said something: before, it may be about to hand the
     * connection on.
     *
     * @param likely the pid of a process that probably has it; 0 for whoever listens
     */
    default void spoke(CompletableFuture<ProcessInfo> question, long likely) {}

    /** The socket is closed. The question is answered now, or as soon as a look that is just being taken has ended. */
    default void over(CompletableFuture<ProcessInfo> question) {
        question.complete(ProcessInfo.UNKNOWN);
    }

    /** Whether this implementation is made for the system that runs here. */
    boolean fitsThisMachine();

    /** The one for this machine, shared and never closed; one that knows nothing where there is none. */
    static SocketOwners ofThisMachine() {
        return Shared.OWNERS;
    }

    /** Chosen once, since it may have a thread. */
    final class Shared {
        private static final SocketOwners OWNERS =
                ServiceLoader.load(SocketOwners.class, SocketOwners.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(SocketOwners::fitsThisMachine)
                        .min(Comparator.comparing(owners -> owners.getClass().getName()))
                        .orElse(NoOwners.INSTANCE);

        private Shared() {}
    }
}
