package dev.ipcscope.agent.decode;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds what the class path provides. */
final class Providers {

    private static final int MAX_TURNS = 1_000;

    private Providers() {}

    /** All providers of a service; a broken one is skipped and logged. */
    static <T> List<T> load(Class<T> service, System.Logger log) {
        List<T> found = new ArrayList<>();
        Iterator<T> providers =
                ServiceLoader.load(service, service.getClassLoader()).iterator();
        // Each failing provider takes one turn; the bound is for a class path that fails for ever.
        for (int turns = 0; turns < MAX_TURNS; turns++) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                log.log(Level.WARNING, "A {0} can''t be loaded: {1}", service.getSimpleName(), e.getMessage());
            }
        }
        return found;
    }
}
