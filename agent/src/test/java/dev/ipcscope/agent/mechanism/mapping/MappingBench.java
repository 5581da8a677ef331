package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.util.Arrays;

/** Measures snapshot and comparison of a mapping: prints MB/s, the median of so many rounds. No test. */
final class MappingBench {

    private MappingBench() {}

    /** Arguments: the file or, on Windows, {@code Local\\NAME}; the rounds. */
    public static void main(String[] args) throws IOException {
        Snapshot snapshot = new Snapshot();
        double[] rates = new double[Integer.parseInt(args[1])];
        try (Memory file = open(args[0])) {
            for (int warm = 0; warm < 10; warm++) {
                snapshot.update(file, file.length());
            }
            for (int round = 0; round < rates.length; round++) {
                long start = System.nanoTime();
                snapshot.update(file, file.length());
                rates[round] = file.length() * 1e3 / (System.nanoTime() - start);
            }
        }
        Arrays.sort(rates);
        System.out.printf("%.0f%n", rates[rates.length / 2]);
    }

    private static Memory open(String name) throws IOException {
        return name.startsWith("Local\\") ? new WatchedSection(name) : WatchedFile.open(NamedFile.of(name));
    }
}
