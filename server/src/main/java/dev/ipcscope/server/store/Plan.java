package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Term;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.server.filter.Sql;
import dev.ipcscope.server.filter.SqlFaces;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A filter as one segment answers it: which channels pass, under which condition on the row.
 *
 * @param channels those that may pass
 * @param size how many channels the segment had when it was made
 * @param groups channels by what is left of the filter for them; {@link Filter#ALL} for those that pass as a whole
 * @param expected messages in these channels: no more can match
 * @param bounds outside of which nothing matches
 */
record Plan(BitSet channels, int size, Map<Filter, BitSet> groups, long expected, Bounds bounds) {
    private static final int LITERALS = 500;

    static Plan of(Filter filter, Dictionary dictionary, String capture) {
        Bounds bounds = Bounds.of(filter);
        int size = dictionary.size();
        Map<Filter, BitSet> groups = new LinkedHashMap<>();
        BitSet passing = new BitSet(size);
        if (!asksConversation(filter)) {
            passing.set(0, size);
            groups.put(filter, passing);
            return new Plan(passing, size, groups, Long.MAX_VALUE, bounds);
        }
        long expected = 0;
        for (int i = 0; i < size; i++) {
            Channel c = dictionary.get(i);
            Filter left = residue(filter, c.talk, c.direction, c.kind, capture);
            if (!left.equals(Residue.NOTHING)) {
                passing.set(i);
                groups.computeIfAbsent(left, f -> new BitSet()).set(i);
                expected += c.messages;
            }
        }
        return new Plan(passing, size, groups, expected, bounds);
    }

    static Filter residue(Filter filter, Talk talk, Direction direction, Kind kind, String capture) {
        return Residue.of(filter, Residue.sample(capture, talk.agent, talk.conversation, direction, kind));
    }

    private static boolean asksConversation(Filter filter) {
        return asks(filter, Term.Scope.CONVERSATION);
    }

    /** Whether a term of the filter looks at single messages. */
    static boolean asksMessage(Filter filter) {
        return asks(filter, Term.Scope.ROW) || asksPayload(filter);
    }

    /** Whether a term of the filter looks at payloads. */
    static boolean asksPayload(Filter filter) {
        return asks(filter, Term.Scope.PAYLOAD);
    }

    private static boolean asks(Filter filter, Term.Scope scope) {
        if (filter instanceof Filter.Match match) {
            return match.term().scope() == scope;
        }
        if (filter instanceof Filter.Not not) {
            return asks(not.part(), scope);
        }
        return (filter instanceof Filter.And and ? and.parts() : ((Filter.Or) filter).parts())
                .stream().anyMatch(part -> asks(part, scope));
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    /** Whether every row of the segment passes without a look at it. */
    boolean isEverything() {
        return channels.cardinality() == size && isDecided();
    }

    /** Whether the channels alone decide. */
    boolean isDecided() {
        return groups.size() == 1 && groups.containsKey(Filter.ALL);
    }

    /** Whether the index of channels is the shorter way in a segment of so many rows. */
    boolean prefersIndex(long rows) {
        return expected < rows / 16;
    }

    /** The rows' condition: true, false, or NULL where the predicate must be asked. */
    void condition(Sql sql) {
        if (groups.isEmpty()) {
            sql.add("0");
            return;
        }
        String or = "(";
        for (Map.Entry<Filter, BitSet> group : groups.entrySet()) {
            sql.add(or);
            boolean all = group.getValue().cardinality() == size;
            if (all) {
                SqlFaces.write(group.getKey(), sql);
            } else {
                sql.add("(");
                among(group.getValue(), true, sql);
                if (!group.getKey().equals(Filter.ALL)) {
                    sql.add(" AND ");
                    SqlFaces.write(group.getKey(), sql);
                }
                sql.add(")");
            }
            or = " OR ";
        }
        sql.add(")");
    }

    /** That the row is of one of the channels that may pass, in a form that the index of channels serves. */
    void among(Sql sql) {
        among(channels, false, sql);
    }

    private void among(BitSet wanted, boolean mayInvert, Sql sql) {
        int count = wanted.cardinality();
        boolean inverse = mayInvert && count > size / 2;
        BitSet named = wanted;
        if (inverse) {
            named = (BitSet) wanted.clone();
            named.flip(0, size);
            count = size - count;
        }
        sql.add(inverse ? "channel NOT IN (" : "channel IN (");
        if (count <= LITERALS) {
            sql.add(list(named));
        } else {
            sql.add("SELECT value FROM json_each(")
                    .text("[" + list(named) + "]")
                    .add(")");
        }
        sql.add(")");
    }

    private static String list(BitSet numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = numbers.nextSetBit(0); i >= 0; i = numbers.nextSetBit(i + 1)) {
            text.append(text.length() == 0 ? "" : ",").append(i);
        }
        return text.toString();
    }
}
