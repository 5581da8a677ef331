package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as one reads it: {@code IAccount.Deposit(amount 12.5) → 112.5}. Pure. */
final class Sentence {

    private static final int MOST_CHARS = 60;
    private static final int MOST_TEXT = 400;

    private Sentence() {}

    /**
     * What was called: {@code IAccount.Deposit(amount 12.5)}, {@code IAccount.Owner = "Ada"}, {@code IShelf.Item(at 1) =
     * "Emma"}.
     */
    static String call(String type, String method, String kind, Map<String, @Nullable Object> given) {
        String name = type + "." + method;
        List<String> arguments = given.entrySet().stream()
                .map(entry -> entry.getKey() + " " + value(entry.getValue()))
                .toList();
        if (kind.startsWith("put") && !given.isEmpty()) {
            // The new value stands last, behind what says of which element it is.
            int last = arguments.size() - 1;
            Object assigned = List.copyOf(given.entrySet()).get(last).getValue();
            return cut(name + inParentheses(arguments.subList(0, last), "") + " = " + value(assigned));
        }
        return cut(name + inParentheses(arguments, kind.equals("get") ? "" : "()"));
    }

    private static String inParentheses(List<String> arguments, String none) {
        return arguments.isEmpty() ? none : "(" + String.join(", ", arguments) + ")";
    }

    /** What came back, to stand behind the call: {@code  → 112.5, count 42}. */
    static String answer(int hresult, Map<String, @Nullable Object> returned, Map<?, ?> exception) {
        if (HResult.failed(hresult)) {
            Object description = exception.get("description");
            String said = description == null || description.equals("") ? "" : ": " + value(description);
            return cut(" failed" + said + ", " + HResult.words(cause(hresult, exception)));
        }
        StringBuilder text = new StringBuilder();
        if (returned.containsKey("result")) {
            text.append(value(returned.get("result")));
        }
        if (returned.get("out") instanceof Map<?, ?> out) {
            out.forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(value(value)));
        }
        if (hresult != HResult.OK) {
            text.append(text.isEmpty() ? "" : ", ").append(HResult.name(hresult));
        }
        return text.isEmpty() ? " → done" : cut(" → " + text);
    }

    /** The server's own code, where there is one, says more than that there was an exception. */
    private static int cause(int hresult, Map<?, ?> exception) {
        return hresult == HResult.EXCEPTION && exception.get("scode") instanceof String scode
                ? Long.decode(scode).intValue()
                : hresult;
    }

    static String value(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof String text) {
            String shown = text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
            return '"' + shown + '"';
        }
        if (value instanceof Map<?, ?> map) {
            if (map.get("object") instanceof Integer number) {
                String where = map.containsKey("elsewhere") ? " of another conversation" : "";
                return map.get("interface") + " #" + number + where;
            }
            return map.containsKey("object")
                    ? "an object"
                    : map.containsKey("error") ? "error " + map.get("error") : "…";
        }
        if (value instanceof List<?> list) {
            return list.size() + (list.size() == 1 ? " element" : " elements");
        }
        String text = value.toString();
        return value instanceof Number && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }
}
