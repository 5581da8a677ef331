package dev.ipcscope.agent.filter;

import java.util.stream.Collectors;

/** Prints a filter so that it parses back to an equal tree. */
final class FilterPrinter {

    private FilterPrinter() {}

    static String print(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().map(FilterPrinter::operand).collect(Collectors.joining(" "));
        }
        if (filter instanceof Filter.Or or) {
            if (or.parts().isEmpty()) {
                return "not ()";
            }
            return or.parts().stream().map(FilterPrinter::alternative).collect(Collectors.joining(" or "));
        }
        if (filter instanceof Filter.Not not) {
            return "not " + operand(not.part());
        }
        Filter.Match match = (Filter.Match) filter;
        if (match.term() instanceof TextTerm) {
            return inQuotes(match.value());
        }
        return match.term().name() + match.operator().sign() + quoted(match.value());
    }

    /** And binds stronger than or, so it needs no parentheses there. */
    private static String alternative(Filter filter) {
        boolean bare = filter instanceof Filter.And and && and.parts().size() > 1;
        return bare ? print(filter) : operand(filter);
    }

    private static String operand(Filter filter) {
        boolean single = filter instanceof Filter.Match || filter instanceof Filter.Not;
        return single ? print(filter) : "(" + print(filter) + ")";
    }

    private static String quoted(String value) {
        // a value that begins with '=' would join its operator: 'len>' and '=5'
        boolean plain =
                !value.isEmpty() && value.charAt(0) != '=' && value.chars().allMatch(c -> Lexer.isPlain((char) c));
        return plain ? value : inQuotes(value);
    }

    private static String inQuotes(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
