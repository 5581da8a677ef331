package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Term;
import java.util.List;
import java.util.Map;

/** The SQL faces by the name of their term, and whole filters in SQL. */
public final class SqlFaces {
    private static final Map<String, SqlFace> FACES = Map.of(
            "id", new NumberFace("id"),
            "len", new NumberFace("length"),
            "time", new TimeFace(),
            "text", new TextFace(),
            "hex", new BytesFace());

    private SqlFaces() {}

    /** Whether the store can answer the term: it has a face, or needs none as it looks at the conversation only. */
    public static boolean answers(Term term) {
        return term.scope() == Term.Scope.CONVERSATION || FACES.containsKey(term.name());
    }

    /**
     * Adds a filter whose terms look at rows and payloads. A term without a face becomes NULL: the store then asks its
     * predicate.
     */
    public static void write(Filter filter, Sql sql) {
        if (filter instanceof Filter.And and) {
            join(and.parts(), " AND ", "1", sql);
        } else if (filter instanceof Filter.Or or) {
            join(or.parts(), " OR ", "0", sql);
        } else if (filter instanceof Filter.Not not) {
            sql.add("NOT (");
            write(not.part(), sql);
            sql.add(")");
        } else if (filter instanceof Filter.Match match) {
            SqlFace face = FACES.get(match.term().name());
            if (face == null) {
                sql.add("NULL");
            } else {
                face.write(match.operator(), match.operand(), sql);
            }
        }
    }

    private static void join(List<Filter> parts, String word, String neutral, Sql sql) {
        if (parts.isEmpty()) {
            sql.add(neutral);
            return;
        }
        sql.add("(");
        for (int i = 0; i < parts.size(); i++) {
            sql.add(i == 0 ? "" : word);
            write(parts.get(i), sql);
        }
        sql.add(")");
    }
}
