package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Set;

/**
 * What two processes say to each other by any mechanism. Where only one process has a part in a conversation, or only one
 * is known, as with the clipboard, that one decides: a story that goes over the clipboard has no hole there.
 */
final class PairTerm implements Term {

    @Override
    public String name() {
        return "pair";
    }

    @Override
    public String help() {
        return "Two processes by name, path or number, whoever asks, with what one of them says to nobody known:"
                + " pair:\"excel,4711\"";
    }

    @Override
    public Set<Operator> operators() {
        return Set.of(Operator.HAS);
    }

    @Override
    public Scope scope() {
        return Scope.CONVERSATION;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        int comma = value.indexOf(',');
        boolean two = comma > 0 && comma < value.length() - 1 && value.indexOf(',', comma + 1) < 0;
        if (!two) {
            throw new IllegalArgumentException(
                    "two processes with a comma between are wanted, by name, path or number: pair:excel,4711");
        }
        return new Operand.Word(value);
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        String text = ((Operand.Word) operand).text();
        int comma = text.indexOf(',');
        String one = text.substring(0, comma).strip();
        String other = text.substring(comma + 1).strip();
        ProcessInfo client = message.conversation().client();
        ProcessInfo server = message.conversation().server();
        if (isUnknown(client) || isUnknown(server)) {
            ProcessInfo known = isUnknown(client) ? server : client;
            return is(known, one) || is(known, other);
        }
        return is(client, one) && is(server, other) || is(client, other) && is(server, one);
    }

    private static boolean isUnknown(ProcessInfo process) {
        return process.pid() == null && process.name() == null;
    }

    private static boolean isPath(String word) {
        return word.indexOf('/') >= 0 || word.indexOf('\\') >= 0;
    }

    private static boolean is(ProcessInfo process, String word) {
        boolean number = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return number
                ? process.pid() != null && process.pid().toString().equals(word)
                : new WordPattern(word).matchesWithin(isPath(word) ? process.path() : process.name());
    }
}
