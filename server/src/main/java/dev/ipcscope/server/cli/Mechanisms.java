package dev.ipcscope.server.cli;

import dev.ipcscope.agent.mechanism.Mechanism;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The mechanisms of this program; one that is broken is named on stderr and left out. */
final class Mechanisms {

    private Mechanisms() {}

    static List<Mechanism> all() {
        List<Mechanism> found = new ArrayList<>();
        Iterator<Mechanism> providers = ServiceLoader.load(Mechanism.class).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return found;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError e) {
                System.err.println("ipcscope: a mechanism can't be loaded: " + e.getMessage());
            }
        }
    }
}
