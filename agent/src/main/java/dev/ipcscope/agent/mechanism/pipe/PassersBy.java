package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.mechanism.pipe.ServerEnds.End;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.ForeignProcess.Look;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Connections between a client and the server that don't go through the tap: each is a conversation without payload,
 * with a gap of unknown size. One thread, but for {@link #seen}.
 */
final class PassersBy {

    private final String name;
    private final Recorder recorder;
    private final Processes processes;
    private final Map<End, Passer> present = new HashMap<>();
    private volatile int seen;

    private record Passer(long clientPid, ConversationLog log) {}

    PassersBy(String name, Recorder recorder, Processes processes) {
        this.name = name;
        this.recorder = recorder;
        this.processes = processes;
    }

    /**
     * Compares with what was seen before.
     *
     * @param looked the ends of which it is known how they are
     * @param others those of them whose client is another process than ours
     * @param reason why what came isn't relayed
     */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void update(Iterable<End> looked, Map<End, Look> others, String reason) {
        for (End end : looked) {
            Passer known = present.get(end);
            Look now = others.get(end);
            if (known != null && (now == null || now.clientPid() != known.clientPid())) {
                present.remove(end);
                known.log().close(Details.of(Map.of("end", "hung up")));
                known = null;
            }
            if (known == null && now != null) {
                present.put(end, new Passer(now.clientPid(), record(end, now.clientPid(), reason)));
                seen++;
            }
        }
    }

    private ConversationLog record(End end, long client, String reason) {
        long server = end.process().pid();
        ConversationLog log = recorder.open(
                null, name, ProcessInfo.ofPid(client), ProcessInfo.ofPid(server), Map.of("passedBy", true));
        log.gap(null, reason);
        var unused = processes.describe(client, info -> log.processes(info, null));
        unused = processes.describe(server, info -> log.processes(null, info));
        return log;
    }

    /** The ends that are connected past the tap, a copy. */
    Set<End> ends() {
        return Set.copyOf(present.keySet());
    }

    /** How many there are. */
    int size() {
        return present.size();
    }

    /** How many there were so far; from any thread. */
    int seen() {
        return seen;
    }

    /** Ends their records: nobody looks any more. */
    void close() {
        present.values().forEach(passer -> passer.log().close(Details.of(Map.of("end", "tap closed"))));
        present.clear();
    }
}
