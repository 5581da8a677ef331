package dev.ipcscope.agent.filter;

import java.util.List;

/** The filter language explained, for {@code --help}, the API and the UI. */
public final class FilterHelp {

    /**
     * One term.
     *
     * @param name as it is written
     * @param help one sentence with examples
     * @param operators the signs it takes
     */
    public record Entry(String name, String help, List<String> operators) {
        /** Copies the list. */
        public Entry {
            operators = List.copyOf(operators);
        }
    }

    private FilterHelp() {}

    /** All terms, in the order in which they are best shown. */
    public static List<Entry> terms() {
        return Terms.all().stream()
                .map(term -> new Entry(
                        term.name(),
                        term.help(),
                        term.operators().stream().sorted().map(Operator::sign).toList()))
                .toList();
    }

    /** How terms are put together, a sentence each. */
    public static List<String> rules() {
        return List.of(
                "Terms side by side must all match; and, or, not and parentheses combine them:"
                        + " mech:tcp (proc:redis or proc:psql) not kind:open",
                "A word alone or in quotes is searched for in the payload: \"password\"",
                "Names compare without regard to case and * stands for any characters; == and != compare exactly",
                "proc, from, to and endpoint match a part of the name, or all of it once there is a * in it;"
                        + " mech, agent and capture match all of it",
                "A value with a space or a parenthesis goes into quotes; inside them \"\" is one quote;"
                        + " a backslash is only a backslash",
                "Sizes may end in k, m or g; 1k is 1024",
                "A time is local and of today unless it carries a date or a zone; : means within that day, minute or"
                        + " second, the other operators compare with its beginning");
    }
}
