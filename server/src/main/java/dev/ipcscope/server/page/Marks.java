package dev.ipcscope.server.page;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.web.Mark;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows how each mechanism is marked; one that nobody registered gets its hue from its name. */
final class Marks {

    private final Map<String, Mark> known = new HashMap<>();
    private final Set<String> withoutServer = new HashSet<>();

    /** Takes the marks from the mechanisms themselves. */
    Marks(Iterable<Mechanism> mechanisms) {
        for (Mechanism mechanism : mechanisms) {
            String shape = switch (mechanism.shape()) {
                case STREAM -> "";
                case DATAGRAM -> " dgram";
                case MEMORY -> " mem";
                case CALL -> " call";
            };
            if (mechanism.shape() == Mechanism.Shape.MEMORY) {
                withoutServer.add(mechanism.id());
            }
            known.put(mechanism.id(), new Mark(mechanism.id(), "hue-" + mechanism.hue() + shape));
        }
    }

    /** The ids of registered mechanisms, sorted. */
    List<String> known() {
        return known.keySet().stream().sorted().toList();
    }

    /** Whether somebody answers; what is left in a common place has nobody who does. */
    boolean haveServer(String mechanism) {
        return !withoutServer.contains(mechanism);
    }

    Mark of(String mechanism) {
        Mark mark = known.get(mechanism);
        return mark != null
                ? mark
                : new Mark(Visible.line(mechanism), "hue-" + (Math.floorMod(mechanism.hashCode(), 12) + 1));
    }
}
