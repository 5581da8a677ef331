package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A term over one or two names. {@code :} compares without regard to case and takes {@code *}; {@code ==} compares all
 * of it exactly; {@code !=} is its opposite, so an unknown name is unequal to all.
 */
abstract class WordTerm implements Term {

    private static final Set<Operator> OPERATORS = Set.of(Operator.HAS, Operator.EQUAL, Operator.NOT_EQUAL);

    private final String name;
    private final boolean within;

    /**
     * How it is called and compared.
     *
     * @param within whether a word without a star need only be contained
     */
    WordTerm(String name, boolean within) {
        this.name = name;
        this.within = within;
    }

    /** The name compared, or null when it isn't known. */
    abstract @Nullable String first(Message message);

    /** Another name that may match instead, or null. */
    @Nullable
    String second(Message message) {
        return null;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<Operator> operators() {
        return OPERATORS;
    }

    @Override
    public final Scope scope() {
        return Scope.CONVERSATION;
    }

    @Override
    public final Operand operand(Operator operator, String value) {
        if (value.isEmpty() && operator == Operator.HAS) {
            throw new IllegalArgumentException(
                    "a word is missing, for example " + name + ":x or " + name + ":\"two words\"");
        }
        return new Operand.Word(value);
    }

    @Override
    public final boolean test(Message message, Operator operator, Operand operand) {
        WordPattern pattern = ((Operand.Word) operand).pattern();
        if (operator == Operator.HAS) {
            return has(pattern, first(message)) || has(pattern, second(message));
        }
        boolean equal = pattern.text().equals(first(message)) || pattern.text().equals(second(message));
        return equal == (operator == Operator.EQUAL);
    }

    private boolean has(WordPattern pattern, @Nullable String candidate) {
        return within ? pattern.matchesWithin(candidate) : pattern.matches(candidate);
    }
}
