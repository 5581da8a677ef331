package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The sockets of this machine that wait for clients. Safe for any number of threads; a look takes tens of milliseconds.
 *
 * <p>One implementation an operating system, found by {@link ServiceLoader}; its constructor does no I/O and loads no
 * native code.
 */
public interface ListeningSockets {

    /**
     * One address on which somebody waits.
     *
     * @param processes who holds it; empty when that can't be seen
     */
    record Listening(InetSocketAddress address, List<ProcessInfo> processes) {
        /** Copies the list. */
        public Listening {
            processes = List.copyOf(processes);
        }
    }

    /** TCP sockets that listen, each address once. */
    List<Listening> tcp() throws IOException;

    /** UDP sockets that are bound and not connected, each address once. */
    List<Listening> udp() throws IOException;

    /** Whether this implementation is made for the system that runs here. */
    boolean fitsThisMachine();

    /** The one for this machine; one that finds nothing where there is none. */
    static ListeningSockets ofThisMachine() {
        return ServiceLoader.load(ListeningSockets.class, ListeningSockets.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(ListeningSockets::fitsThisMachine)
                .min(Comparator.comparing(sockets -> sockets.getClass().getName()))
                .orElse(NoListeningSockets.INSTANCE);
    }
}
