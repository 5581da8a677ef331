package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Comparator;
import java.util.ServiceLoader;

/**
 * Finds out about a process by its number. Safe for any number of threads; never throws: what can't be found out stays
 * null. An answer takes about a millisecond (under Wine, some tens of them for a process that
 * is new), so ask beside the relay's pump, not in it.
 *
 * <p>One implementation an operating system, found by {@link ServiceLoader}; its constructor does no I/O and loads no
 * native code.
 */
public interface ProcessLookup {

    /** What is known about the process; only {@code pid} is set when it has ended or may not be looked at. */
    ProcessInfo describe(long pid);

    /**
     * With which rights this process runs and how many others it may look into, a sentence for {@code doctor}; empty when
     * there is nothing to say. May take some tenths of a second.
     */
    default String rights() {
        return "";
    }

    /** Whether this implementation is made for the system that runs here. */
    boolean fitsThisMachine();

    /** The implementation for this machine; one that knows nothing but the number where there is none. */
    static ProcessLookup ofThisMachine() {
        return ServiceLoader.load(ProcessLookup.class, ProcessLookup.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(ProcessLookup::fitsThisMachine)
                .min(Comparator.comparing(lookup -> lookup.getClass().getName()))
                .orElse(NumberOnly.INSTANCE);
    }
}
