package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Message;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The wordings of this program, by mechanism. Immutable. */
public final class Wordings {

    private static final System.Logger LOG = System.getLogger(Wordings.class.getName());

    private final Map<String, Wording> byMechanism;

    /** These; of two for one mechanism the first holds. */
    public Wordings(List<Wording> wordings) {
        Map<String, Wording> map = new HashMap<>();
        wordings.forEach(wording -> map.putIfAbsent(wording.mechanism(), wording));
        byMechanism = Map.copyOf(map);
    }

    /** Those of the class path, loaded once; a broken one is skipped and logged. */
    public static Wordings ofThisProgram() {
        return Shared.WORDINGS;
    }

    /** The message in one line; null when its mechanism has no better words than bytes and attributes. */
    public @Nullable String line(Message message) {
        Wording wording = byMechanism.get(message.conversation().mechanism());
        try {
            return wording == null ? null : wording.line(message);
        } catch (RuntimeException e) {
            // Attributes come from an agent and may be of any shape; a row must be shown nevertheless.
            LOG.log(Level.DEBUG, "No sentence for a message of " + wording.mechanism(), e);
            return null;
        }
    }

    private static final class Shared {
        private static final Wordings WORDINGS = new Wordings(Providers.load(Wording.class, LOG));
    }
}
