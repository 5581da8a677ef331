package dev.ipcscope.agent.mechanism;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The mechanisms of this program.
 *
 * @param all those that could be loaded
 * @param broken a sentence for each that couldn't be
 */
public record MechanismRegistry(List<Mechanism> all, List<String> broken) {

    private static final System.Logger LOG = System.getLogger(MechanismRegistry.class.getName());

    /** Copies the lists. */
    public MechanismRegistry {
        all = List.copyOf(all);
        broken = List.copyOf(broken);
    }

    /** Loads them from the class path; a broken one is skipped, logged and named. */
    public static MechanismRegistry load() {
        List<Mechanism> all = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<Mechanism> providers = ServiceLoader.load(Mechanism.class).iterator();
        // Each failing provider takes one turn; the bound is for a class path that fails for ever.
        for (int turns = 0; turns < 1000; turns++) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                all.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add("a mechanism can't be loaded: " + e.getMessage());
                LOG.log(Level.WARNING, "A mechanism can''t be loaded: {0}", e.getMessage());
            }
        }
        return new MechanismRegistry(all, broken);
    }

    /** The mechanism of this id. */
    public Optional<Mechanism> byId(String id) {
        return all.stream().filter(mechanism -> mechanism.id().equals(id)).findFirst();
    }
}
