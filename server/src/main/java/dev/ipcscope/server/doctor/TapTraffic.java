package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds open taps that nobody uses. */
final class TapTraffic {

    private static final int LOOKED_AT = 1_000;

    private TapTraffic() {}

    /** Endpoints of taps that the newest conversations went through. */
    static Set<String> seen(MessageStore store) throws IOException {
        Set<String> endpoints = new HashSet<>();
        for (ConversationSummary talk : store.conversations(Query.newest(Filter.ALL, LOOKED_AT), Long.MAX_VALUE)) {
            endpoints.add(talk.conversation().endpoint());
        }
        return endpoints;
    }

    static List<Finding> silent(List<TapStatus> taps, Set<String> seen) {
        List<Finding> findings = new ArrayList<>();
        for (TapStatus tap : taps) {
            if (tap.state() == TapStatus.State.OPEN && tap.conversations() == 0) {
                boolean used = seen.contains(tap.endpoint());
                findings.add(new Finding(
                        "note",
                        "tap " + tap.spec(),
                        used ? "Nobody uses it now." : "Nothing has come through it yet.",
                        used ? "" : remedy(tap)));
            }
        }
        return findings;
    }

    /** Where a tap has a name of its own, clients must be told; where it has the real one's, they must only run. */
    private static String remedy(TapStatus tap) {
        try {
            if (TapSpec.parse(tap.spec()).target() == null) {
                return "Start the programs that use " + tap.endpoint() + ".";
            }
        } catch (TapSpecException e) {
            // of another version, which may know other forms
        }
        return "Have the client use " + tap.endpoint() + " instead of the real one.";
    }
}
