package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Conversation;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The decoders of this program. Immutable. */
public final class Decoders {

    private static final System.Logger LOG = System.getLogger(Decoders.class.getName());

    private final List<Decoder> all;

    /** These, asked in the order of their ids. */
    public Decoders(List<Decoder> decoders) {
        all = decoders.stream().sorted(Comparator.comparing(Decoder::id)).toList();
    }

    /** Those of the class path, loaded once; a broken one is skipped and logged. */
    public static Decoders ofThisProgram() {
        return Shared.DECODERS;
    }

    /** Begins to read a conversation. */
    public Decoding begin(Conversation conversation) {
        return new Decoding(all, conversation);
    }

    private static Decoders load() {
        List<Decoder> found = new ArrayList<>();
        Iterator<Decoder> providers = ServiceLoader.load(Decoder.class, Decoder.class.getClassLoader())
                .iterator();
        // Each failing provider takes one turn; the bound is for a class path that fails for ever.
        for (int turns = 0; turns < 1_000; turns++) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.log(Level.WARNING, "A decoder can''t be loaded: {0}", e.getMessage());
            }
        }
        return new Decoders(found);
    }

    private static final class Shared {
        private static final Decoders DECODERS = load();
    }
}
