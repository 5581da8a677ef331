package dev.ipcscope.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a mechanism tells about a message besides its bytes, in words: {@code bytesToClient} is "bytes to client". */
final class Attributes {

    private static final String NANOS = "Nanos";
    private static final String NAME = "name";
    private static final int LONG = 400;

    private Attributes() {}

    /** Names and values, by name. */
    static List<String[]> words(Map<String, Object> attributes) {
        List<String[]> words = new ArrayList<>();
        new TreeMap<>(attributes).forEach((key, value) -> words.add(new String[] {name(key), value(key, value)}));
        return words;
    }

    /** All of them in one line. */
    static String line(Map<String, Object> attributes) {
        return words(attributes).stream().map(w -> w[0] + " " + w[1]).collect(Collectors.joining(", "));
    }

    private static String name(String key) {
        String plain = key.endsWith(NANOS) && key.length() > NANOS.length()
                ? key.substring(0, key.length() - NANOS.length())
                : key;
        StringBuilder out = new StringBuilder(plain.length() + 4);
        for (char c : plain.toCharArray()) {
            if (Character.isUpperCase(c) && out.length() > 0 && Character.isLowerCase(out.charAt(out.length() - 1))) {
                out.append(' ').append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return Visible.line(out.toString());
    }

    /** Amounts get commas or a unit; other numbers, such as a user's, stay as they are. */
    private static String value(String key, Object value) {
        if (value instanceof Number number) {
            long amount = number.longValue();
            if (key.endsWith(NANOS) || key.equals("duration")) {
                return Numbers.span(amount);
            }
            return key.equals("size") || key.startsWith("bytes") ? Numbers.of(amount) : number.toString();
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        String text = plain(value);
        return Visible.line(text.length() > LONG ? text.substring(0, LONG) + "…" : text);
    }

    /** Lists and maps as a person writes them: {@code CF_TEXT (size 4); CF_LOCALE (size 4)}. */
    private static String plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Attributes::plain).collect(Collectors.joining("; "));
        }
        return value instanceof Map<?, ?> map ? plain(map) : String.valueOf(value);
    }

    /** What has a name is called by it. */
    private static String plain(Map<?, ?> map) {
        Object name = map.get(NAME);
        String others = map.entrySet().stream()
                .filter(entry -> !NAME.equals(entry.getKey()))
                .map(entry -> name(String.valueOf(entry.getKey())) + " " + plain(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
        return name == null ? others : others.isEmpty() ? plain(name) : plain(name) + " (" + others + ")";
    }
}
