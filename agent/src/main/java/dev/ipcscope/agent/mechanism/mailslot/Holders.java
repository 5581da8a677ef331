package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.MailslotState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The processes that hold a mailslot, as far as they may be looked at.
 *
 * @param reader the process that made it, null when unknown
 * @param state what its end tells, null when unknown
 * @param writers the processes that have it open to write
 */
record Holders(@Nullable Long reader, @Nullable MailslotState state, Set<Long> writers) {

    /** Looks for those of a mailslot in what a scan found. Only the reader's end has a state. */
    static Holders of(HandleScan scan, String name) {
        List<HeldObject> held = scan.named(Kind.MAILSLOT, name);
        HeldObject reader = held.stream()
                .filter(object -> object.mailslot() != null)
                .findFirst()
                .orElse(null);
        Set<Long> writers = held.stream()
                .filter(object -> object.mailslot() == null)
                .map(HeldObject::pid)
                .collect(Collectors.toSet());
        return new Holders(
                reader == null ? null : reader.pid(), reader == null ? null : reader.mailslot(), Set.copyOf(writers));
    }

    /** The only process but this one that writes; null when there is none or several. */
    @Nullable
    Long onlyWriter(long self) {
        List<Long> others = writers.stream().filter(pid -> pid != self).toList();
        return others.size() == 1 ? others.get(0) : null;
    }

    /** Bytes of the largest message that it takes; 0 for any and for unknown. */
    int maxMessage() {
        return state == null ? 0 : state.maxMessage();
    }
}
