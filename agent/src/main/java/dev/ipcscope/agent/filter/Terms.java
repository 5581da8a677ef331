package dev.ipcscope.agent.filter;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All terms of the filter language, each once, so that equal filters have the same terms. */
public final class Terms {

    private static final Map<String, Term> ALL = new LinkedHashMap<>();

    static {
        List<Term> terms = List.of(
                new MechTerm(),
                new EndpointTerm(),
                new ProcTerm(),
                new FromTerm(),
                new ToTerm(),
                new PidTerm(),
                new PairTerm(),
                new DirTerm(),
                new KindTerm(),
                new LenTerm(),
                new TimeTerm(Clock.systemDefaultZone()),
                new ConversationTerm(),
                new AgentTerm(),
                new CaptureTerm(),
                new IdTerm(),
                new TextTerm(),
                new HexTerm());
        for (Term term : terms) {
            ALL.put(term.name(), term);
        }
    }

    private Terms() {}

    /** In the order of help. */
    public static List<Term> all() {
        return List.copyOf(ALL.values());
    }

    /** The term of a name in lower case, or null. */
    public static @Nullable Term find(String name) {
        return ALL.get(name);
    }

    /** Names that are at most two letters away, nearest first. */
    static List<String> similarTo(String name) {
        List<String> similar = new ArrayList<>();
        for (String candidate : ALL.keySet()) {
            if (isSimilar(name, candidate)) {
                similar.add(candidate);
            }
        }
        similar.sort(Comparator.comparingInt(candidate -> distance(name, candidate)));
        return similar;
    }

    private static boolean isSimilar(String name, String candidate) {
        boolean begins = name.length() > 1 && (candidate.startsWith(name) || name.startsWith(candidate));
        return begins || distance(name, candidate) <= Math.min(2, candidate.length() / 2);
    }

    /** Letters to insert, remove, replace or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
