package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;

/** Outside of these, both ends included, no message can pass a filter. */
record Bounds(long timeFrom, long timeTo, long lengthFrom, long lengthTo, long idFrom, long idTo) {

    static final Bounds NONE =
            new Bounds(Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

    /** Looks at what must hold at the top of the filter. */
    static Bounds of(Filter filter) {
        if (filter instanceof Filter.And and) {
            Bounds bounds = NONE;
            for (Filter part : and.parts()) {
                bounds = bounds.meet(of(part));
            }
            return bounds;
        }
        if (!(filter instanceof Filter.Match match)) {
            return NONE;
        }
        return switch (match.term().name()) {
            case "time" -> {
                Operand.Time span = (Operand.Time) match.operand();
                boolean within = match.operator() == Operator.HAS || match.operator() == Operator.EQUAL;
                long[] r = within ? new long[] {span.from(), span.until() - 1} : range(match.operator(), span.from());
                yield new Bounds(r[0], r[1], NONE.lengthFrom, NONE.lengthTo, NONE.idFrom, NONE.idTo);
            }
            case "len" -> {
                long[] r = range(match.operator(), ((Operand.Number) match.operand()).value());
                yield new Bounds(NONE.timeFrom, NONE.timeTo, r[0], r[1], NONE.idFrom, NONE.idTo);
            }
            case "id" -> {
                long[] r = range(match.operator(), ((Operand.Number) match.operand()).value());
                yield new Bounds(NONE.timeFrom, NONE.timeTo, NONE.lengthFrom, NONE.lengthTo, r[0], r[1]);
            }
            default -> NONE;
        };
    }

    private static long[] range(Operator operator, long value) {
        long above = value == Long.MAX_VALUE ? value : value + 1;
        long below = value == Long.MIN_VALUE ? value : value - 1;
        return switch (operator) {
            case HAS, EQUAL -> new long[] {value, value};
            case NOT_EQUAL -> new long[] {Long.MIN_VALUE, Long.MAX_VALUE};
            case GREATER -> new long[] {above, Long.MAX_VALUE};
            case AT_LEAST -> new long[] {value, Long.MAX_VALUE};
            case LESS -> new long[] {Long.MIN_VALUE, below};
            case AT_MOST -> new long[] {Long.MIN_VALUE, value};
        };
    }

    private Bounds meet(Bounds other) {
        return new Bounds(
                Math.max(timeFrom, other.timeFrom),
                Math.min(timeTo, other.timeTo),
                Math.max(lengthFrom, other.lengthFrom),
                Math.min(lengthTo, other.lengthTo),
                Math.max(idFrom, other.idFrom),
                Math.min(idTo, other.idTo));
    }
}
