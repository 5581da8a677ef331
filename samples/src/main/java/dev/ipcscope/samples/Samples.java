package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Starts one of the samples: {@code java -jar samples.jar NAME ADDRESS [INTERVAL_MILLIS [COUNT]]}. */
public final class Samples {

    private static final List<Sample> ALL = List.of(
            new OrderListener(),
            new OrderTalker(),
            new SensorListener(),
            new SensorTalker(),
            new StockListener(),
            new StockTalker(),
            new LogListener(),
            new LogTalker(),
            new TelemetryListener(),
            new TelemetryTalker());
    private static final int TRIES = 100;
    private static final long REST_MILLIS = 200;

    private Samples() {}

    /** Exit codes: 0 when all is said, 2 for wrong arguments, 3 when the other side can't be reached. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Optional<Sample> sample = find(args.length == 0 ? "" : args[0]);
        if (sample.isEmpty()) {
            usage();
            System.exit(2);
        }
        try {
            run(sample.orElseThrow(), Options.parse(args), out);
        } catch (IllegalArgumentException e) {
            System.err.println(args[0] + ": " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println(args[0] + ": " + e);
            System.exit(3);
        }
    }

    static Optional<Sample> find(String name) {
        return ALL.stream().filter(sample -> sample.name().equals(name)).findFirst();
    }

    /** The other side may start later, or again: a talker tries for a while. */
    private static void run(Sample sample, Options options, PrintStream out) throws IOException, InterruptedException {
        for (int failed = 0; ; failed++) {
            try {
                sample.run(options, out);
                return;
            } catch (IOException e) {
                if (failed >= TRIES) {
                    throw e;
                }
                Thread.sleep(REST_MILLIS);
            }
        }
    }

    private static void usage() {
        System.err.println("java -jar samples.jar NAME ADDRESS [INTERVAL_MILLIS [COUNT]]");
        ALL.forEach(sample -> System.err.printf("  %-20s%s%n", sample.name(), sample.help()));
    }
}
