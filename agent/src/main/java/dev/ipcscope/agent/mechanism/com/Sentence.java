package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call as one reads it: {@code IAccount.Deposit(amount 12.5) → 112.5}. Pure. */
final class Sentence {

    private static final int MOST_CHARS = 60;
    private static final int MOST_TEXT = 400;

    private Sentence() {}

    /** What was called: {@code IAccount.Deposit(amount 12.5)}, {@code IAccount.Owner = "Ada"}. */
    static String call(String type, String method, String kind, Map<String, @Nullable Object> given) {
        String name = type + "." + method;
        if (kind.startsWith("put") && given.size() == 1) {
            return cut(name + " = " + value(given.values().iterator().next()));
        }
        if (kind.equals("get") && given.isEmpty()) {
            return name;
        }
        return cut(given.entrySet().stream()
                .map(entry -> entry.getKey() + " " + value(entry.getValue()))
                .collect(Collectors.joining(", ", name + "(", ")")));
    }

    /** What came back, to stand behind the call: {@code  → 112.5, count 42}. */
    static String answer(int hresult, Map<String, @Nullable Object> returned, Map<?, ?> exception) {
        if (HResult.failed(hresult)) {
            Object description = exception.get("description");
            String said = description == null || description.equals("") ? "" : ": " + value(description);
            return cut(" failed" + said + ", " + HResult.words(hresult));
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
                return map.get("interface") + " #" + number;
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
