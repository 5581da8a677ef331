package dev.ipcscope.agent.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random filters with values that need care when printed. */
final class RandomFilters {

    private static final String[] WORDS = {
        "tcp",
        "a b",
        "\\\\.\\pipe\\x",
        "say \"hi\"",
        "\"",
        "(x)",
        "=5",
        "*",
        "r*s",
        "ü日",
        "and",
        "not",
        "\u00a0",
        "a\nb",
        "==",
        ">1"
    };

    private RandomFilters() {}

    static Filter filter(SplittableRandom random, int depth) {
        int choice = depth == 0 ? 3 : random.nextInt(5);
        return switch (choice) {
            case 0 -> Filter.all(filters(random, depth));
            case 1 -> Filter.any(filters(random, depth));
            case 2 -> new Filter.Not(filter(random, depth - 1));
            default -> match(random);
        };
    }

    private static List<Filter> filters(SplittableRandom random, int depth) {
        List<Filter> filters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            filters.add(filter(random, depth - 1));
        }
        return filters;
    }

    private static Filter match(SplittableRandom random) {
        Term term = pick(random, Terms.all());
        Operator operator = pick(random, term.operators().stream().sorted().toList());
        String value = switch (term.name()) {
            case "pid", "conversation", "id" -> String.valueOf(random.nextLong(Long.MAX_VALUE));
            case "pair" -> pick(random, List.of("a,b", "redis*,200", "x y, \"z"));
            case "len" -> random.nextInt(5_000) + pick(random, List.of("", "k", "m"));
            case "time" -> pick(random, List.of("2026-11-23T10:32:00Z", "2026-11-23 10:32", "00:00:01.5"));
            case "dir" -> pick(random, List.of("c2s", "server-to-client", "NONE"));
            case "kind" -> pick(random, List.of("data", "gap", "OPEN"));
            case "hex" -> pick(random, List.of("4d5a", "00 ff", "AB"));
            default -> WORDS[random.nextInt(WORDS.length)];
        };
        return new Filter.Match(term, operator, value, term.operand(operator, value));
    }

    private static <T> T pick(SplittableRandom random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
