package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The number of the client's or the server's process. */
final class PidTerm implements Term {

    @Override
    public String name() {
        return "pid";
    }

    @Override
    public String help() {
        return "The number of either process: pid:4711; pid!=4711 when neither has it";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.allOf(Operator.class);
    }

    @Override
    public Scope scope() {
        return Scope.CONVERSATION;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        return new Operand.Number(NumberTerm.whole("pid", value));
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        long wanted = ((Operand.Number) operand).value();
        Long client = message.conversation().client().pid();
        Long server = message.conversation().server().pid();
        if (operator == Operator.NOT_EQUAL) {
            return !accepts(Operator.EQUAL, client, wanted) && !accepts(Operator.EQUAL, server, wanted);
        }
        return accepts(operator, client, wanted) || accepts(operator, server, wanted);
    }

    private static boolean accepts(Operator operator, @Nullable Long pid, long wanted) {
        return pid != null && operator.accepts(Long.compare(pid, wanted));
    }
}
