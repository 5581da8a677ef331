package dev.ipcscope.agent.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a filter by recursive descent.
 *
 * <pre>
 *   filter = [ or ]
 *   or     = and { "or" and }
 *   and    = not { [ "and" ] not }
 *   not    = "not" not | "(" filter ")" | NAME OPERATOR VALUE | WORD | "QUOTED"
 * </pre>
 */
public final class FilterParser {

    /** No filter is longer, in UTF-16 units. */
    public static final int MAX_LENGTH = 8_192;

    /** Parentheses and nots are nested at most this deep. */
    public static final int MAX_DEPTH = 100;

    private final Lexer lexer;
    private Token token;
    private int depth;

    private FilterParser(String text) throws FilterException {
        lexer = new Lexer(text);
        token = lexer.next();
    }

    /**
     * Reads a filter; an empty one is {@link Filter#ALL}.
     *
     * @throws FilterException with the column and what would be right
     */
    public static Filter parse(String text) throws FilterException {
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    MAX_LENGTH + 1, "the filter is longer than " + MAX_LENGTH + " characters: shorten it");
        }
        FilterParser parser = new FilterParser(text);
        Filter filter = parser.filter();
        if (parser.token instanceof Token.Close close) {
            throw new FilterException(close.column(), "nothing is open here: remove ')' or put '(' before it");
        }
        return filter;
    }

    private Filter filter() throws FilterException {
        boolean empty = token instanceof Token.End || token instanceof Token.Close;
        return empty ? Filter.ALL : or();
    }

    private Filter or() throws FilterException {
        List<Filter> parts = new ArrayList<>();
        parts.add(and());
        while (token instanceof Token.Or) {
            token = lexer.next();
            parts.add(and());
        }
        return Filter.any(parts);
    }

    private Filter and() throws FilterException {
        List<Filter> parts = new ArrayList<>();
        parts.add(not());
        while (!(token instanceof Token.Or || token instanceof Token.Close || token instanceof Token.End)) {
            if (token instanceof Token.And) {
                token = lexer.next();
            }
            parts.add(not());
        }
        return Filter.all(parts);
    }

    private Filter not() throws FilterException {
        if (++depth > MAX_DEPTH) {
            throw new FilterException(
                    token.column(), "the filter is nested deeper than " + MAX_DEPTH + " levels: simplify it");
        }
        try {
            return operand();
        } finally {
            depth--;
        }
    }

    private Filter operand() throws FilterException {
        Token current = token;
        token = current instanceof Token.End ? current : lexer.next();
        if (current instanceof Token.Not) {
            return new Filter.Not(not());
        }
        if (current instanceof Token.Open open) {
            return parenthesised(open);
        }
        if (current instanceof Token.Comparison comparison) {
            return match(comparison);
        }
        if (current instanceof Token.Words words) {
            return text(words);
        }
        throw new FilterException(
                current.column(), "a term is missing here, for example mech:tcp, \"some text\" or (a or b)");
    }

    private Filter parenthesised(Token.Open open) throws FilterException {
        Filter inner = filter();
        if (!(token instanceof Token.Close)) {
            throw new FilterException(open.column(), "this parenthesis is never closed: ')' is missing");
        }
        token = lexer.next();
        return inner;
    }

    private static Filter text(Token.Words words) throws FilterException {
        rejectAssignment(words);
        return match(new Token.Comparison(words.column(), "text", Operator.HAS, words.column(), words.text()));
    }

    /** {@code len=5} is surely not meant as a text to search for. */
    private static void rejectAssignment(Token.Words words) throws FilterException {
        int equals = words.text().indexOf('=');
        String name = words.quoted() || equals < 0 ? "" : words.text().substring(0, equals);
        if (Terms.find(name) != null) {
            throw new FilterException(
                    words.column() + equals,
                    "'=' is no operator: write " + name + ": or " + name + "== before the value");
        }
    }

    private static Filter match(Token.Comparison comparison) throws FilterException {
        Term term = Terms.find(comparison.name());
        if (term == null) {
            throw unknown(comparison);
        }
        Operator operator = comparison.operator();
        if (!term.operators().contains(operator)) {
            throw new FilterException(
                    comparison.column() + comparison.name().length(),
                    term.name() + " takes " + signs(term) + ", not '" + operator.sign() + "'");
        }
        try {
            return new Filter.Match(term, operator, comparison.value(), term.operand(operator, comparison.value()));
        } catch (IllegalArgumentException e) {
            throw new FilterException(comparison.valueColumn(), String.valueOf(e.getMessage()));
        }
    }

    private static FilterException unknown(Token.Comparison comparison) {
        List<String> similar = Terms.similarTo(comparison.name());
        String all = Terms.all().stream().map(Term::name).collect(Collectors.joining(", "));
        String hint = similar.isEmpty()
                ? "the terms are " + all + "; a text with '"
                        + comparison.operator().sign() + "' in it goes into quotes"
                : "did you mean " + String.join(" or ", similar) + "?";
        return new FilterException(comparison.column(), "there is no term '" + comparison.name() + "': " + hint);
    }

    private static String signs(Term term) {
        return term.operators().stream().sorted().map(Operator::sign).collect(Collectors.joining(" "));
    }
}
