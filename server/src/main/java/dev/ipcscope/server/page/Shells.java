package dev.ipcscope.server.page;

import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.StoreStatus;
import dev.ipcscope.web.Shell;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What is around each page: the navigation and the numbers in the top bar and the foot. */
final class Shells {

    private final MessageStore store;
    private final Tally tally;
    private final AgentRegistry agents;

    Shells(MessageStore store, Tally tally, AgentRegistry agents) {
        this.store = store;
        this.tally = tally;
        this.agents = agents;
    }

    Shell of(String title, String current, String twin) throws IOException {
        List<Capture> captures = store.captures();
        return of(title, current, twin, captures.get(captures.size() - 1).number());
    }

    Shell of(String title, String current, String twin, long capture) throws IOException {
        StoreStatus status = store.status();
        Tally.Sums sums = tally.of(capture);
        List<String> names = agents.agents().stream()
                .filter(AgentStatus::connected)
                .map(AgentStatus::name)
                .toList();
        return new Shell(
                title,
                current,
                twin,
                store.id().toString(),
                Numbers.count(status.messages(), "message") + ", " + Numbers.size(status.bytes()) + " on disk",
                String.format(Locale.ROOT, "%,.0f per second", sums.rate()),
                agents(names),
                written(status),
                lost(sums),
                sums.gaps() > 0);
    }

    /** Of some gaps nobody can know how many messages they are: a nought then would say that nothing is missing. */
    private static String lost(Tally.Sums sums) {
        return sums.lost() == 0 && sums.gaps() > 0
                ? Numbers.count(sums.gaps(), "gap")
                : Numbers.of(sums.lost()) + " lost";
    }

    private static String agents(List<String> names) {
        return names.isEmpty()
                ? "No agent"
                : Numbers.count(names.size(), "agent") + ": " + Visible.line(String.join(", ", names));
    }

    private static String written(StoreStatus status) {
        if (!status.error().isEmpty()) {
            return "Nothing can be written: " + Visible.line(status.error());
        }
        if (status.lastCommit() == 0) {
            return "Nothing written yet";
        }
        long ago = Math.max(100_000_000L, Times.now() - status.lastCommit());
        return "Written " + Numbers.span(ago / 100_000_000L * 100_000_000L) + " ago";
    }
}
