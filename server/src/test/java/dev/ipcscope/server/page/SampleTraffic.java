package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.DetailsCodec;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.store.MessageStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What an agent on a busy machine would send: several mechanisms, errors, snapshots, a gap. */
final class SampleTraffic {

    private final UUID spool = UUID.randomUUID();
    private final SplittableRandom random = new SplittableRandom(42);
    private final List<WireItem> items = new ArrayList<>();
    private final long mono = System.nanoTime();
    private final long base = Times.now() - mono;
    private long seq;
    private long at = mono;

    SampleTraffic() {
        items.add(new WireItem.TimeBase(base));
    }

    /** Begins the sample at this many seconds ago, so that it has a past. */
    SampleTraffic ago(long seconds) {
        at = System.nanoTime() - seconds * 1_000_000_000L;
        return this;
    }

    SampleTraffic talk(long number, String mechanism, String endpoint, ProcessInfo client, ProcessInfo server) {
        String tap = mechanism + ":front=" + endpoint;
        items.add(new WireItem.Talk(new Conversation(
                number, mechanism, endpoint, tap, Policy.GAP, base + at, client, server, "127.0.0.1:45232", endpoint)));
        return this;
    }

    static ProcessInfo process(long pid, String name) {
        return new ProcessInfo(pid, null, name, "/usr/bin/" + name, name + " --serve", "ann");
    }

    SampleTraffic say(long conversation, Direction direction, String text) {
        return say(conversation, direction, text.getBytes(StandardCharsets.UTF_8));
    }

    SampleTraffic say(long conversation, Direction direction, byte[] payload) {
        return item(conversation, Kind.DATA, direction, payload.length, payload, Details.NONE);
    }

    SampleTraffic item(
            long conversation, Kind kind, Direction direction, long length, byte[] payload, Details details) {
        byte[] extra = DetailsCodec.encode(details);
        items.add(new WireItem.Item(++seq, at, conversation, kind, direction, length, ByteBuffer.wrap(payload), extra));
        at = Math.min(at + 1_000 + random.nextLong(900_000), System.nanoTime());
        return this;
    }

    /** What comes next happened so many ns after what was said last; before it when negative. */
    SampleTraffic later(long nanos) {
        at += nanos;
        return this;
    }

    /** Sends what was said since the last call and waits for the commit. */
    void into(MessageStore store) throws Exception {
        List<WireItem> batch = List.copyOf(items);
        items.clear();
        items.add(new WireItem.TimeBase(base));
        store.append(spool, "build-04", batch).get(120, TimeUnit.SECONDS);
    }

    /** The conversations of a machine at work. */
    SampleTraffic machine() {
        talk(1, "tcp", "127.0.0.1:6379", process(2207, "billing"), process(1990, "redis-server"));
        talk(2, "unix", "/run/postgresql/.s.PGSQL.5432", process(2207, "billing"), process(2211, "postgres"));
        talk(3, "udp", "127.0.0.1:5353", process(3120, "dig"), process(811, "dnsmasq"));
        talk(4, "fifo", "/tmp/build.fifo", process(3101, "make"), process(3099, "tail"));
        talk(5, "mapping", "/dev/shm/telemetry", process(5012, "sensord"), ProcessInfo.UNKNOWN);
        talk(6, "pipe", "\\\\.\\pipe\\orders-lsp", process(4312, "devenv"), process(1880, "roslyn-ls"));
        talk(7, "tcp", "[::1]:8080", ProcessInfo.UNKNOWN, process(700, "nginx"));
        for (long number : new long[] {1, 2, 6}) {
            item(number, Kind.OPEN, Direction.NONE, 0, new byte[0], Details.NONE);
        }
        return this;
    }

    /** One more message of any of them. */
    SampleTraffic any(int n) {
        switch (random.nextInt(12)) {
            case 0 -> say(1, Direction.CLIENT_TO_SERVER, "*3\r\n$4\r\nHGET\r\n$13\r\ninvoice:90412\r\n$5\r\ntotal\r\n");
            case 1 -> say(1, Direction.SERVER_TO_CLIENT, "$6\r\n184.2" + n % 10 + "\r\n");
            case 2 ->
                say(2, Direction.CLIENT_TO_SERVER, "Q\0\0\0\u0032SELECT id, total FROM invoice WHERE due < now()\0");
            case 3 -> say(2, Direction.SERVER_TO_CLIENT, bytes(2310));
            case 4 -> say(3, Direction.CLIENT_TO_SERVER, bytes(41));
            case 5 -> say(3, Direction.SERVER_TO_CLIENT, bytes(57));
            case 6 -> say(4, Direction.CLIENT_TO_SERVER, "[ " + n % 100 + "%] Building C object src/relay.c.o\n");
            case 7 -> snapshot(n);
            case 8 -> say(6, Direction.CLIENT_TO_SERVER, request(n));
            case 9 ->
                say(
                        6,
                        Direction.SERVER_TO_CLIENT,
                        "Content-Length: 58\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":" + n
                                + ",\"result\":{\"contents\":\"decimal\"}}");
            case 10 -> say(2, Direction.SERVER_TO_CLIENT, bytes(96));
            default -> rare(n);
        }
        return this;
    }

    private static String request(int n) {
        return "Content-Length: 163\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":" + n + ",\"method\":\"textDocument/hover\","
                + "\"params\":{\"textDocument\":{\"uri\":\"file:///C:/src/orders/Invoice.cs\"},"
                + "\"position\":{\"line\":41,\"character\":17}}}";
    }

    private void rare(int n) {
        if (n % 7 == 0) {
            item(
                    7,
                    Kind.ERROR,
                    Direction.NONE,
                    0,
                    new byte[0],
                    Details.error(111, "127.0.0.1:8080: Connection refused"));
        } else if (n % 11 == 0) {
            Details lost = Details.gap(137L, "the agent’s spool was full (policy: gap)");
            item(1, Kind.GAP, Direction.NONE, 0, new byte[0], lost);
        } else {
            say(1, Direction.CLIENT_TO_SERVER, "*1\r\n$4\r\nPING\r\n");
        }
    }

    private void snapshot(int n) {
        Details ranges = new Details(
                null, null, List.of(new Details.Range(64, 8), new Details.Range(4096, 9)), Map.of("size", 65536L));
        item(5, Kind.SNAPSHOT, Direction.NONE, 17, bytes(17), ranges);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
