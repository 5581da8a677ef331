package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Operator;
import dev.ipcscope.agent.filter.Term;
import dev.ipcscope.agent.filter.Terms;
import dev.ipcscope.server.store.Count;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The last stage: what a page shows of what is stored, and how its filter or its capture hides the rest. */
final class OnThePage {

    private static final long PATIENCE = 1_000_000_000L;

    private final MessageStore store;
    private final Looking looking;

    OnThePage(MessageStore store, Looking looking) {
        this.store = store;
        this.looking = looking;
    }

    /** One agent's messages on the page. */
    Stage stage(String agent) throws IOException {
        Term term = Objects.requireNonNull(Terms.find("agent"));
        Filter his = new Filter.Match(term, Operator.EQUAL, agent, term.operand(Operator.EQUAL, agent));
        Count count = count(new Filter.And(List.of(his, looking.filter())));
        long held = looking.text().isEmpty() ? count.messages() : count(his).messages();
        boolean hidden = count.complete() && count.messages() == 0 && held > 0;
        String through = looking.text().isEmpty()
                ? ", no filter."
                : String.format(Locale.ROOT, ", through the filter %s: %,d without it.", looking.text(), held);
        String soFar = count.complete() ? "" : " So far: the count was given up after a second.";
        return new Stage(
                "on the page",
                count.messages(),
                0,
                0,
                !hidden,
                "In " + looking.capture().name() + through + soFar);
    }

    private Count count(Filter filter) throws IOException {
        long until = System.nanoTime() + PATIENCE;
        return store.count(
                Query.all(filter).withCapture(looking.capture().number()), soFar -> System.nanoTime() < until);
    }

    /** What hides messages from the page. */
    List<Finding> findings() throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (!looking.text().isEmpty() && looking.held() > 0) {
            Count count = count(looking.filter());
            if (count.complete() && count.messages() == 0) {
                findings.add(new Finding(
                        "error",
                        "filter " + looking.text(),
                        String.format(
                                Locale.ROOT,
                                "It hides all %,d messages of %s.",
                                looking.held(),
                                looking.capture().name()),
                        "Remove it, or widen it."));
            }
        }
        if (!looking.capture().live()) {
            findings.add(new Finding(
                    "note",
                    "capture " + looking.capture().name(),
                    "It has ended: new messages go into "
                            + Looking.atLive(store).capture().name() + ".",
                    "Choose that one at the top of the messages."));
        }
        return findings;
    }
}
