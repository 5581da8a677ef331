package dev.ipcscope.agent.filter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a filter into tokens.
 *
 * <p>A name is letters, digits, {@code . _ -} and begins with a letter; directly after it comes the operator, directly
 * after that the value. A value ends at white space or a parenthesis unless it is quoted. Backslash is an ordinary
 * character everywhere; inside quotes {@code ""} is one quote.
 */
final class Lexer {

    private static final String[] SIGNS = {"==", "!=", ">=", "<=", ":", ">", "<"};

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    Token next() throws FilterException {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        int column = at + 1;
        if (at == text.length()) {
            return new Token.End(column);
        }
        char c = text.charAt(at);
        if (c == '(') {
            at++;
            return new Token.Open(column);
        }
        if (c == ')') {
            at++;
            return new Token.Close(column);
        }
        if (c == '"') {
            return new Token.Words(column, value(), true);
        }
        return comparisonOrWord(column);
    }

    private Token comparisonOrWord(int column) throws FilterException {
        int end = nameEnd();
        Operator operator = end > at ? operatorAt(end) : null;
        if (operator == null) {
            return word(column);
        }
        String name = text.substring(at, end).toLowerCase(Locale.ROOT);
        at = end + operator.sign().length();
        int valueColumn = at + 1;
        return new Token.Comparison(column, name, operator, valueColumn, value());
    }

    private Token word(int column) throws FilterException {
        String word = value();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "and" -> new Token.And(column);
            case "or" -> new Token.Or(column);
            case "not" -> new Token.Not(column);
            default -> new Token.Words(column, word, false);
        };
    }

    private int nameEnd() {
        int end = at;
        while (end < text.length() && isName(text.charAt(end), end > at)) {
            end++;
        }
        return end;
    }

    private @Nullable Operator operatorAt(int index) {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, index)) {
                return Operator.of(sign);
            }
        }
        return null;
    }

    private String value() throws FilterException {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int from = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            throw new FilterException(
                    at + 1,
                    "a quote stands inside a word: put all of it into quotes and write \"\" for the quote itself");
        }
        return text.substring(from, at);
    }

    private String quoted() throws FilterException {
        int column = at + 1;
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '"') {
                out.append(c);
            } else if (text.startsWith("\"\"", at)) {
                out.append(c);
                at++;
            } else {
                at++;
                return endOfQuoted(out.toString());
            }
        }
        throw new FilterException(column, "this quote is never closed: another \" is missing at the end");
    }

    private String endOfQuoted(String value) throws FilterException {
        if (at < text.length() && isPlain(text.charAt(at))) {
            throw new FilterException(at + 1, "after a closing quote comes a space or a parenthesis");
        }
        return value;
    }

    private static boolean isName(char c, boolean further) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter || further && (c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-');
    }

    static boolean isSpace(char c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Whether it may stand in a value without quotes. */
    static boolean isPlain(char c) {
        return !isSpace(c) && c != '"' && c != '(' && c != ')';
    }
}
