package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Measures snapshot and comparison of a file: prints MB/s, the median of so many rounds. No test. */
final class MappingBench {

    private MappingBench() {}

    /** Arguments: the file, the rounds. */
    public static void main(String[] args) throws IOException {
        Snapshot snapshot = new Snapshot();
        double[] rates = new double[Integer.parseInt(args[1])];
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.READ)) {
            for (int warm = 0; warm < 10; warm++) {
                snapshot.update(file, file.size());
            }
            for (int round = 0; round < rates.length; round++) {
                long start = System.nanoTime();
                snapshot.update(file, file.size());
                rates[round] = file.size() * 1e3 / (System.nanoTime() - start);
            }
        }
        Arrays.sort(rates);
        System.out.printf("%.0f%n", rates[rates.length / 2]);
    }
}
