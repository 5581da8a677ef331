package dev.ipcscope.server.page;

import dev.ipcscope.web.Source;
import java.io.IOException;
import java.util.List;

/** The rail: mechanisms and their endpoints with counts and rates. */
final class Sources {

    private final Tally tally;
    private final Marks marks;

    Sources(Tally tally, Marks marks) {
        this.tally = tally;
        this.marks = marks;
    }

    List<Source> of(View view) throws IOException {
        return lines(view.capture().number(), view.force());
    }

    /** The same without a selected one. */
    List<Source> numbers(long capture) throws IOException {
        return lines(capture, "");
    }

    private List<Source> lines(long capture, String force) throws IOException {
        return tally.of(capture).lines().stream().map(l -> of(l, force)).toList();
    }

    private Source of(Tally.Line line, String force) {
        boolean whole = line.endpoint().isEmpty();
        String filter = "mech:" + quoted(line.mechanism()) + (whole ? "" : " endpoint==" + quoted(line.endpoint()));
        String name = Visible.line(whole ? line.mechanism() : line.endpoint());
        return new Source(
                line.key(),
                whole ? 1 : 2,
                marks.of(line.mechanism()),
                whole ? name : RowViews.shortened(name),
                name,
                filter,
                "/?filter=" + View.encoded(filter),
                Numbers.shortCount(line.count()),
                Numbers.rate(line.rate()),
                line.rate() == 0,
                force.equals(filter));
    }

    /** A value as the filter language wants it. */
    static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '(' && c != ')');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
