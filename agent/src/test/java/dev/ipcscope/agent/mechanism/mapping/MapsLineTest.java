package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MapsLineTest {

    /** Recorded from a process that maps a file in /dev/shm and one with a line feed in its name. */
    private static final String RECORDED = """
            55d5c0a00000-55d5c0a28000 r-xp 00002000 fe:00 1583                       /usr/bin/cat
            7f1c4c000000-7f1c4c001000 rw-s 00000000 00:19 42                         /dev/shm/telemetry
            7f1c4c001000-7f1c4c002000 r--s 00001000 00:19 42                         /dev/shm/telemetry
            7f1c4c002000-7f1c4c003000 rw-s 00000000 fe:00 99                         /tmp/two words\\012here
            7f1c4c003000-7f1c4c004000 rw-s 00000000 00:19 43                         /dev/shm/old (deleted)
            7f1c4c004000-7f1c4c005000 rw-s 00000000 00:01 1027                       /memfd:pulse (deleted)
            7f1c4c005000-7f1c4c006000 rw-s 00000000 00:01 8                          /dev/zero (deleted)
            7f1c4c006000-7f1c4c007000 rw-p 00000000 00:00 0
            7ffd4f5de000-7ffd4f5ff000 rw-p 00000000 00:00 0                          [stack]
            """;

    @Test
    void readsSharedFilesWithTheirNames() {
        assertThat(lines().filter(MapsLine::isNamedFile))
                .containsExactly(
                        new MapsLine(true, true, "00:19", 42, "/dev/shm/telemetry"),
                        new MapsLine(false, true, "00:19", 42, "/dev/shm/telemetry"),
                        new MapsLine(true, true, "fe:00", 99, "/tmp/two words\nhere"));
    }

    @Test
    void anythingElseIsNoLine() {
        assertThat(Stream.of("", " ", "x", "1-2 rw-s 0 00:19", "1-2 rw-s 0 00:19 many /x", "1-2 rw 0 00:19 1 /x")
                        .map(MapsLine::parse))
                .containsOnlyNulls();
    }

    @Test
    void namesAProcessOnlyWhenItIsTheOnlyOneOfItsKind() {
        MapsLine writes = new MapsLine(true, true, "00:19", 42, "/dev/shm/telemetry");
        MapsLine reads = new MapsLine(false, true, "00:19", 42, "/dev/shm/telemetry");
        MapsLine other = new MapsLine(true, true, "00:19", 7, "/dev/shm/other");
        List<Holder> one = FileSubject.holders(
                Map.of(1L, List.of(writes, reads), 2L, List.of(reads, other), 3L, List.of(other)), "00:19", 42);
        assertThat(one).containsExactlyInAnyOrder(new Holder(1, true), new Holder(2, false));
        assertThat(Holders.only(one, true)).isEqualTo(new Holder(1, true));
        assertThat(Holders.only(one, false)).isEqualTo(new Holder(2, false));
        List<Holder> several = List.of(new Holder(1, true), new Holder(2, false), new Holder(3, false));
        assertThat(Holders.only(several, true)).isEqualTo(new Holder(1, true));
        assertThat(Holders.only(several, false)).isNull();
        assertThat(Holders.only(List.of(), true)).isNull();
    }

    @Test
    void writesADeviceAsTheKernelDoes() {
        assertThat(ProcMaps.device(0x19)).isEqualTo("00:19");
        assertThat(ProcMaps.device(0xfeL << 32)).isEqualTo("fe:00");
        assertThat(ProcMaps.device(0x08L << 32 | 0x101)).isEqualTo("08:101");
    }

    private static Stream<MapsLine> lines() {
        return RECORDED.lines().map(MapsLine::parse).filter(Objects::nonNull);
    }
}
