package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.EnumSet;
import java.util.Set;

/** A term over one number; all operators compare. */
abstract class NumberTerm implements Term {

    private final String name;
    private final Scope scope;

    NumberTerm(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    /** The number compared. */
    abstract long number(Message message);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<Operator> operators() {
        return EnumSet.allOf(Operator.class);
    }

    @Override
    public final Scope scope() {
        return scope;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        return new Operand.Number(whole(name, value));
    }

    /** A whole number from 0; throws {@link IllegalArgumentException} in words. */
    static long whole(String name, String value) {
        boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            if (digits) {
                return Long.parseLong(value);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is too large", e);
        }
        throw new IllegalArgumentException(
                (value.isEmpty() ? "a number is missing" : "'" + value + "' is not a whole number") + ", for example "
                        + name + ":12");
    }

    @Override
    public final boolean test(Message message, Operator operator, Operand operand) {
        return operator.accepts(Long.compare(number(message), ((Operand.Number) operand).value()));
    }
}
