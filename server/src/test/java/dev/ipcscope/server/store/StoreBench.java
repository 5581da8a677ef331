package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.wire.WireItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the store: {@code writer FOLDER ROWS}, {@code bulk FOLDER MEGABYTES}, {@code indexed FOLDER ROWS} or {@code
 * scan FOLDER ROWS} (both fill the folder first when it is empty). Prints {@code name | ours | rival | ratio | goal |
 * met}; each filter by itself goes to stderr.
 */
public final class StoreBench {
    private static final int BATCH = 2_000;
    private static final int TALKS = 200;

    private StoreBench() {}

    /** Prints lines {@code name | ours | limit | ratio | goal | met}. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        long size = Long.parseLong(args[2]);
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, StoreLimits.DEFAULT)) {
            switch (args[0]) {
                case "writer" -> {
                    fill(store, Math.min(size, 500_000));
                    double rate = size / fill(store, size);
                    line("store-writer", String.format("%.0f rows/s", rate), ">= 250000 rows/s", rate >= 250_000);
                }
                case "bulk" -> System.out.printf("%.0f%n", size / bulk(store, size));
                case "indexed" -> indexed(store, size);
                default -> scans(store, size);
            }
        }
    }

    private static void line(String name, String ours, String goal, boolean met) {
        System.out.printf("%s | %s | - | - | %s | %s%n", name, ours, goal, met ? "met" : "short");
    }

    private static double fill(MessageStore store, long rows) throws Exception {
        UUID spool = UUID.randomUUID();
        Random random = new Random(1);
        byte[][] payloads = new byte[256][];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = ("GET key:" + i + " ").repeat(6).substring(0, 60).getBytes(StandardCharsets.UTF_8);
            payloads[i] = Arrays.copyOf(payloads[i], 64);
        }
        ArrayDeque<CompletableFuture<Long>> flying = new ArrayDeque<>();
        long seq = 0;
        long started = System.nanoTime();
        while (seq < rows) {
            List<WireItem> items = new ArrayList<>(BATCH + 1);
            items.add(new WireItem.TimeBase(Traffic.BASE));
            if (seq == 0) {
                for (int i = 0; i < TALKS; i++) {
                    Conversation c = Traffic.conversation(i, i % 2 == 0 ? "tcp" : "unix", "e" + i % 20, Policy.GAP);
                    items.add(new WireItem.Talk(c));
                }
            }
            for (int i = 0; i < BATCH; i++) {
                seq++;
                long talk = (long) (Math.pow(random.nextInt(1 << 20) / (double) (1 << 20), 4) * TALKS);
                items.add(new WireItem.Item(
                        seq,
                        seq * 1_000,
                        talk,
                        Kind.DATA,
                        Direction.of(1 + (int) (seq & 1)),
                        64,
                        ByteBuffer.wrap(payloads[(int) (seq & 255)]),
                        null));
            }
            flying.add(store.append(spool, "bench", items));
            while (flying.size() > 12) {
                flying.remove().get();
            }
        }
        for (CompletableFuture<Long> left : flying) {
            left.get();
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static double bulk(MessageStore store, long megabytes) throws Exception {
        UUID spool = UUID.randomUUID();
        byte[][] chunks = new byte[64][1 << 16];
        for (byte[] chunk : chunks) {
            new Random(chunk.length).nextBytes(chunk);
        }
        ArrayDeque<CompletableFuture<Long>> flying = new ArrayDeque<>();
        long started = System.nanoTime();
        long seq = 0;
        for (long sent = 0; sent < megabytes; sent += 16) {
            List<WireItem> items = new ArrayList<>();
            items.add(new WireItem.TimeBase(Traffic.BASE));
            for (int i = 0; i < 256; i++) {
                seq++;
                items.add(new WireItem.Item(
                        seq,
                        seq,
                        1,
                        Kind.DATA,
                        Direction.CLIENT_TO_SERVER,
                        1 << 16,
                        ByteBuffer.wrap(chunks[i & 63]),
                        null));
            }
            while (true) {
                try {
                    flying.add(store.append(spool, "bench", items));
                    break;
                } catch (StoreBusyException e) {
                    flying.remove().get();
                }
            }
        }
        for (CompletableFuture<Long> left : flying) {
            left.get();
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static void prepare(SqliteMessageStore store, long rows) throws Exception {
        if (store.lastId() < rows) {
            fill(store, rows - store.lastId());
        }
        while (!store.isSealed()) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }

    private static void indexed(SqliteMessageStore store, long rows) throws Exception {
        prepare(store, rows);
        double slowest = 0;
        boolean all = true;
        for (String filter : new String[] {
            "mech:tcp",
            "mech:none",
            "conversation:190",
            "endpoint:e7 dir:c2s",
            "time>2030-01-01",
            "kind:gap",
            "time<2026-01-02T03:04:07Z endpoint:e19",
            "conversation:199 or conversation:198"
        }) {
            slowest = Math.max(slowest, page(store, filter));
            all &= store.page(Query.newest(FilterParser.parse(filter), 200)).complete();
        }
        line(
                "query-indexed",
                String.format("%.0f ms, slowest of 8 filters, %d messages", slowest, store.lastId()),
                "<= 200 ms",
                slowest <= 200 && all);
    }

    private static void scans(SqliteMessageStore store, long rows) throws Exception {
        prepare(store, rows);
        double slowest = 0;
        double least = Double.MAX_VALUE;
        for (String filter : new String[] {"text:nowhere", "hex:ffee01", "text:nowhere or len:5"}) {
            slowest = Math.max(slowest, page(store, filter));
            least = Math.min(least, scan(store, FilterParser.parse(filter), filter));
        }
        line("query-scan-first", String.format("%.0f ms, slowest of 3 filters", slowest), "<= 200 ms", slowest <= 200);
        line(
                "query-scan",
                String.format("%.0f rows/s, slowest of 3 filters, %d messages", least, store.lastId()),
                ">= 3000000 rows/s",
                least >= 3_000_000);
    }

    /** Milliseconds of the first page, the median of five. */
    private static double page(MessageStore store, String text) throws Exception {
        Filter filter = FilterParser.parse(text);
        List<Long> times = new ArrayList<>();
        Page page = store.page(Query.newest(filter, 1).withTimeLimit(java.time.Duration.ZERO));
        for (int i = 0; i < 5; i++) {
            long started = System.nanoTime();
            page = store.page(Query.newest(filter, 200));
            times.add(System.nanoTime() - started);
        }
        times.sort(null);
        double ms = times.get(2) / 1e6;
        System.err.printf(
                "%s: %.0f ms, %d rows, complete %s%n", text, ms, page.messages().size(), page.complete());
        return ms;
    }

    private static double scan(MessageStore store, Filter filter, String text) throws Exception {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long started = System.nanoTime();
            Count count = store.count(Query.all(filter), c -> true);
            rates.add(count.scanned() / ((System.nanoTime() - started) / 1e9));
        }
        rates.sort(null);
        System.err.printf("%s: %.0f rows/s%n", text, rates.get(1));
        return rates.get(1);
    }
}
