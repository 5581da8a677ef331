package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of foreign server with every kind of foreign client, directly and through each kind of tap: both print the
 * same bytes, boundaries and errors. A cell that is impossible by nature asserts its refusal. The table is printed.
 */
@Tag("windows")
@Timeout(180)
class PipeMatrixTest {

    private static final List<String> SIZES = List.of("0", "1", "4096", "65536", "200000");
    private static final Map<Cell, Talk> DIRECT = new HashMap<>();
    private static final Map<String, Map<String, String>> TABLE = new TreeMap<>();

    /** A kind of server. */
    record Cell(String mode, String io, String max) {
        String[] server() {
            return new String[] {mode, io, max, max.equals("1") ? "1" : "3", mode.equals("byte") ? "framed" : "duplex"};
        }

        /** Each kind of client one after the other. */
        List<String> client() {
            List<String> steps = new ArrayList<>(List.of(mode, "sync"));
            for (String io : List.of("sync", "overlapped", "port")) {
                steps.addAll(List.of("io:" + io, "open", "info"));
                for (String size : SIZES) {
                    steps.addAll(mode.equals("byte") ? List.of("e:" + size) : List.of("s:" + size, "r:5000"));
                }
                steps.add("close");
            }
            if (mode.equals("message")) {
                steps.addAll(List.of("io:sync", "open", "t:10", "t:5000", "close", "wait:5000", "c:5000"));
                steps.addAll(List.of("open", "x:bye flush", "r:100", "r:100", "close"));
            }
            return steps;
        }

        int conversations() {
            return mode.equals("message") ? 6 : 3;
        }

        /** The last one that is flushed is ended by the server, without a word. */
        int hangUps() {
            return mode.equals("message") ? 5 : 3;
        }
    }

    /** What both programs printed, without process numbers. */
    record Talk(List<String> client, List<String> server) {}

    static Stream<Cell> cells() {
        return Stream.of("byte", "message")
                .flatMap(mode -> Stream.of("sync", "overlapped", "port")
                        .flatMap(io -> Stream.of("1", "255").map(max -> new Cell(mode, io, max))));
    }

    @AfterAll
    static void print() {
        System.out.println("pipe matrix: server (mode, i/o, instances), way: outcome; clients sync, overlapped and"
                + " completion port; sizes " + String.join(", ", SIZES));
        TABLE.forEach((cell, outcome) -> System.out.println("  " + cell + "  " + outcome));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void throughARelay(Cell cell) throws Exception {
        Talk direct = direct(cell);
        String real = PipeTalk.name();
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram server = PipeTalk.server(real, cell.server());
                Tap tap = PipeTalk.tap("pipe:" + real + "-front=" + real, recorded)) {
            assertThat(talk(cell, real + "-front", server)).isEqualTo(direct);
            assertRecorded(cell, recorded, cell.conversations());
        }
        note(cell, "relay", "same");
    }

    @ParameterizedTest
    @MethodSource("cells")
    void injected(Cell cell) throws Exception {
        String name = PipeTalk.name();
        RecordedMessages recorded = new RecordedMessages();
        if (cell.max().equals("1")) {
            try (ForeignProgram server = PipeTalk.server(name, cell.server())) {
                assertThatThrownBy(() -> PipeTalk.tap("pipe:" + name, recorded))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("(error 231)")
                        .hasMessageContaining("?attach=swap");
                note(cell, "injected", "refused (231)");
            }
            return;
        }
        Talk direct = direct(cell);
        try (ForeignProgram server = PipeTalk.server(name, cell.server());
                Tap tap = PipeTalk.tap("pipe:" + name, recorded)) {
            assertThat(talk(cell, name, server)).isEqualTo(direct);
            assertRecorded(cell, recorded, 1); // others may pass by
        }
        note(cell, "injected", "same");
    }

    @ParameterizedTest
    @MethodSource("cells")
    void swapped(Cell cell) throws Exception {
        String name = PipeTalk.name();
        RecordedMessages recorded = new RecordedMessages();
        String spec = "pipe:" + name + "?attach=swap";
        if (cell.io().equals("port")) {
            try (ForeignProgram server = PipeTalk.server(name, cell.server())) {
                assertThatThrownBy(() -> PipeTalk.tap(spec, recorded))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("completion port");
                note(cell, "swapped", "refused (port)");
            }
            return;
        }
        Talk direct = direct(cell);
        try (ForeignProgram server = PipeTalk.server(name, cell.server());
                Tap tap = PipeTalk.tap(spec, recorded)) {
            assertThat(talk(cell, name, server)).isEqualTo(direct);
            assertRecorded(cell, recorded, cell.conversations());
        }
        note(cell, "swapped", "same");
    }

    private static Talk direct(Cell cell) throws Exception {
        Talk known = DIRECT.get(cell);
        if (known == null) {
            String name = PipeTalk.name();
            try (ForeignProgram server = PipeTalk.server(name, cell.server())) {
                known = talk(cell, name, server);
            }
            assertThat(known.client()).noneMatch(line -> line.startsWith("open error"));
            DIRECT.put(cell, known);
            note(cell, "direct", known.client().size() + " lines");
        }
        return known;
    }

    private static Talk talk(Cell cell, String name, ForeignProgram server) throws Exception {
        List<String> client =
                PipeTalk.client(name, cell.client().toArray(String[]::new)).finish();
        Awaitility.await().until(() -> hangUps(server) >= cell.hangUps());
        return new Talk(
                client.stream().map(PipeTalk::withoutPid).toList(),
                // Instances are threads: the end of one talk and the start of the next may be printed by turns.
                server.lines().stream()
                        .filter(PipeMatrixTest::isOfATalk)
                        .sorted()
                        .toList());
    }

    private static long hangUps(ForeignProgram server) {
        return server.lines().stream()
                .filter(PipeMatrixTest::isOfATalk)
                .filter(line -> line.startsWith("read error"))
                .count();
    }

    /** Not of a silent client: those are the tap's own connections that wait. */
    private static boolean isOfATalk(String line) {
        return line.contains("error") ? !line.contains("after 0 bytes") : line.startsWith("read ");
    }

    private static void assertRecorded(Cell cell, RecordedMessages recorded, int atLeast) {
        Awaitility.await()
                .until(() -> recorded.conversations().size() >= atLeast
                        && recorded.conversations().stream().allMatch(RecordedMessages.Log::isClosed));
        assertThat(recorded.entries(Kind.ERROR)).isEmpty();
        long payload = recorded.totalBytes();
        assertThat(payload).isPositive();
    }

    private static synchronized void note(Cell cell, String way, String outcome) {
        TABLE.computeIfAbsent(
                        String.format("%-8s %-11s %4s", cell.mode(), cell.io(), cell.max()), unused -> new TreeMap<>())
                .put(way, outcome);
    }
}
