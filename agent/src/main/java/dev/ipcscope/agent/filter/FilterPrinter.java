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
            return or.parts().stream().map(FilterPrinter::operand).collect(Collectors.joining(" or "));
        }
        if (filter instanceof Filter.Not not) {
            return "not " + operand(not.part());
        }
        Filter.Match match = (Filter.Match) filter;
        return match.term().name() + match.operator().sign() + quoted(match.value());
    }

    private static String operand(Filter filter) {
        boolean single = filter instanceof Filter.Match || filter instanceof Filter.Not;
        return single ? print(filter) : "(" + print(filter) + ")";
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '(' && c != ')');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
