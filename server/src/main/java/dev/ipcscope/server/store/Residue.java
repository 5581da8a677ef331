package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Term;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a filter once a message's conversation, direction and kind are known: {@link Filter#ALL}, {@link
 * #NOTHING}, or a filter of terms that look at the row or its payload.
 */
final class Residue {

    /** Lets nothing through. */
    static final Filter NOTHING = new Filter.Or(List.of());

    private static final byte[] EMPTY = {};

    private Residue() {}

    /** A message that stands for all of one conversation, direction and kind: only those parts may be looked at. */
    static Message sample(String capture, String agent, Conversation talk, Direction direction, Kind kind) {
        return new Message(0, capture, agent, 0, 0, 0, talk, direction, kind, 0, EMPTY, Details.NONE);
    }

    /** Decides every term of {@link Term.Scope#CONVERSATION} by the sample. */
    static Filter of(Filter filter, Message sample) {
        if (filter instanceof Filter.Match match) {
            if (match.term().scope() != Term.Scope.CONVERSATION) {
                return match;
            }
            return match.test(sample) ? Filter.ALL : NOTHING;
        }
        if (filter instanceof Filter.Not not) {
            Filter part = of(not.part(), sample);
            return part.equals(Filter.ALL) ? NOTHING : part.equals(NOTHING) ? Filter.ALL : new Filter.Not(part);
        }
        return filter instanceof Filter.And and
                ? join(and.parts(), sample, true)
                : join(((Filter.Or) filter).parts(), sample, false);
    }

    private static Filter join(List<Filter> parts, Message sample, boolean all) {
        Filter neutral = all ? Filter.ALL : NOTHING;
        Filter decisive = all ? NOTHING : Filter.ALL;
        List<Filter> left = new ArrayList<>(parts.size());
        for (Filter part : parts) {
            Filter residue = of(part, sample);
            if (residue.equals(decisive)) {
                return decisive;
            }
            if (!residue.equals(neutral)) {
                left.add(residue);
            }
        }
        if (left.isEmpty()) {
            return neutral;
        }
        return left.size() == 1 ? left.get(0) : all ? new Filter.And(left) : new Filter.Or(left);
    }
}
