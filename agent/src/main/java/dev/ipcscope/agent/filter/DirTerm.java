package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Message;
import java.util.Set;

/** Which way the message went. */
final class DirTerm implements Term {

    @Override
    public String name() {
        return "dir";
    }

    @Override
    public String help() {
        return "Which way it went, c2s (client to server), s2c or none: dir:c2s";
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
        for (Direction direction : Direction.values()) {
            if (direction.term().equalsIgnoreCase(value) || direction.word().equalsIgnoreCase(value)) {
                return new Operand.OfDirection(direction);
            }
        }
        throw new IllegalArgumentException(
                "'" + value + "' is no direction: dir is c2s (client to server), s2c or none");
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        return operator.accepts(message.direction().compareTo(((Operand.OfDirection) operand).direction()));
    }
}
