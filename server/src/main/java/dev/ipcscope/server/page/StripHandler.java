package dev.ipcscope.server.page;

import dev.ipcscope.server.store.Density;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.Strip;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Density over time as an SVG, stacked by mechanism, with the gaps as bands. */
final class StripHandler {

    private static final int BUCKETS = 192;
    private static final int WIDTH = 1_152;
    private static final int HEIGHT = 34;
    private static final int TICKS = 6;

    private final MessageStore store;
    private final Templates templates;
    private final Marks marks;

    StripHandler(MessageStore store, Templates templates, Marks marks) {
        this.store = store;
        this.templates = templates;
        this.marks = marks;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/strip", this::strip);
    }

    private void strip(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        Density density = store.density(view.all(), BUCKETS);
        ctx.html(templates.render("strip", Map.of("strip", of(density))));
    }

    /** Draws it; each mechanism lies on those before it. */
    Strip of(Density density) {
        int buckets = density.buckets().size();
        TreeSet<String> mechanisms = new TreeSet<>();
        long most = 1;
        for (Density.Bucket bucket : density.buckets()) {
            mechanisms.addAll(bucket.messages().keySet());
            most = Math.max(most, sum(bucket));
        }
        double step = buckets == 0 ? WIDTH : (double) WIDTH / Math.max(buckets, 24);
        double[] base = new double[buckets];
        List<Strip.Layer> layers = new ArrayList<>();
        for (String mechanism : mechanisms) {
            layers.add(new Strip.Layer(marks.of(mechanism), path(density, mechanism, base, step, most)));
        }
        long until = density.from() + density.width() * Math.max(buckets, 24);
        return new Strip(
                density.from() / 1_000_000,
                until / 1_000_000,
                layers,
                gaps(density, step),
                buckets == 0 ? List.of() : ticks(density.from(), until),
                label(density));
    }

    private static long sum(Density.Bucket bucket) {
        return bucket.messages().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String path(Density density, String mechanism, double[] base, double step, long most) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < base.length; i++) {
            long count = density.buckets().get(i).messages().getOrDefault(mechanism, 0L);
            if (count == 0) {
                continue;
            }
            double height = Math.max(0.6, count * (HEIGHT - 2.0) / most);
            double top = Math.max(0, HEIGHT - base[i] - height);
            base[i] += height;
            path.append(String.format(
                    Locale.ROOT, "M%.1f %.1fh%.1fv%.1fh-%.1fz", i * step, top, step * 0.84, height, step * 0.84));
        }
        return path.toString();
    }

    private static List<Strip.Band> gaps(Density density, double step) {
        List<Strip.Band> bands = new ArrayList<>();
        for (int i = 0; i < density.buckets().size(); i++) {
            if (density.buckets().get(i).gaps() > 0) {
                bands.add(new Strip.Band(
                        String.format(Locale.ROOT, "%.1f", i * step), String.format(Locale.ROOT, "%.1f", step)));
            }
        }
        return bands;
    }

    private static List<Strip.Tick> ticks(long from, long until) {
        boolean millis = until - from < 10_000_000_000L;
        boolean seconds = until - from < 600_000_000_000L;
        boolean days = until - from > 86_400_000_000_000L;
        List<Strip.Tick> ticks = new ArrayList<>();
        for (int i = 0; i <= TICKS; i++) {
            long at = from + (until - from) / TICKS * i;
            String text = days
                    ? Times.day(at).substring(5, 16)
                    : millis ? Times.row(at).substring(0, 12) : seconds ? Times.prose(at) : Times.minute(at);
            String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
            ticks.add(new Strip.Tick(String.format(Locale.ROOT, "%.1f", 100.0 * i / TICKS), anchor, text));
        }
        return ticks;
    }

    private static String label(Density density) {
        long messages = density.buckets().stream().mapToLong(StripHandler::sum).sum();
        long gaps = density.buckets().stream().mapToLong(Density.Bucket::gaps).sum();
        return Numbers.count(messages, "message") + " over time" + (gaps == 0 ? "" : ", " + Numbers.count(gaps, "gap"));
    }
}
