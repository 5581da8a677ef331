package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What the message is. */
final class KindTerm implements Term {

    private static final String WORDS =
            Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));

    @Override
    public String name() {
        return "kind";
    }

    @Override
    public String help() {
        return "What it is, one of " + WORDS + ": kind:gap";
    }

    @Override
    public Set<Operator> operators() {
        return Set.of(Operator.HAS, Operator.EQUAL, Operator.NOT_EQUAL);
    }

    @Override
    public Scope scope() {
        return Scope.CONVERSATION;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equalsIgnoreCase(value)) {
                return new Operand.OfKind(kind);
            }
        }
        throw new IllegalArgumentException("'" + value + "' is no kind: kind is one of " + WORDS);
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        return operator.accepts(message.kind().compareTo(((Operand.OfKind) operand).kind()));
    }
}
