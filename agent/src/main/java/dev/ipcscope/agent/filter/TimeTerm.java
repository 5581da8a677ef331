package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;

/** When the message was captured. Equality means within the span, the others compare with the span's beginning. */
final class TimeTerm implements Term {

    private final Clock clock;

    /** The clock gives today's date and the zone of times that carry none. */
    TimeTerm(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public String help() {
        return "When, local time of today unless a date or zone is given: time:10:32 (that minute), time>=10:32:07.25,"
                + " time<2026-11-23T10:32:00Z";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.allOf(Operator.class);
    }

    @Override
    public Scope scope() {
        return Scope.ROW;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        return TimeSpan.parse(value, clock);
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        Operand.Time span = (Operand.Time) operand;
        boolean inside = message.time() >= span.from() && message.time() < span.until();
        return switch (operator) {
            case HAS, EQUAL -> inside;
            case NOT_EQUAL -> !inside;
            default -> operator.accepts(Long.compare(message.time(), span.from()));
        };
    }
}
