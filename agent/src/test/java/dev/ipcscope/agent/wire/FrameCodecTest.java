package dev.ipcscope.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameCodecTest {

    private static final long SEED = Long.getLong("ipcscope.seed", 20261123);
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void whatIsWrittenIsReadBack() {
        for (int round = 0; round < 50; round++) {
            List<WireItem> written = new ArrayList<>();
            ByteBuffer batch = randomBatch(written);
            List<WireItem> read = FrameReader.read(batch);
            assertThat(texts(read)).as("seed %d, round %d", SEED, round).isEqualTo(texts(written));
        }
    }

    @Test
    void truncatedAndMutatedBatchesAreRefusedInWords() {
        ByteBuffer batch = randomBatch(new ArrayList<>());
        byte[] good = new byte[batch.remaining()];
        batch.get(batch.position(), good);
        for (int round = 0; round < 3000; round++) {
            byte[] bad = random.nextBoolean() ? truncated(good) : mutated(good);
            try {
                FrameReader.read(ByteBuffer.wrap(bad));
                fail("seed %d, round %d: a damaged batch was read", SEED, round);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("byte ");
            }
        }
    }

    @Test
    void damageBehindARightChecksumDoesNothingButThrow() {
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        int read = 0;
        for (int round = 0; round < 5000; round++) {
            writer.begin(random.nextLong());
            writer.talk(conversation(5));
            writer.message(1, 7, 5, Kind.DATA, Direction.NONE, 9, null, 0, 0, DetailsCodec.encode(details()));
            ByteBuffer frame = writer.seal(1);
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                frame.put(random.nextInt(FrameWriter.HEADER, frame.limit()), (byte) random.nextInt());
            }
            ByteBuffer again = writer.seal(1);
            try {
                read += FrameReader.read(again).isEmpty() ? 0 : 1;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d, round %d", SEED, round).isNotEmpty();
            }
        }
        assertThat(read).as("damaged texts still read").isPositive();
    }

    @Test
    void detailsComeBack() {
        for (int round = 0; round < 500; round++) {
            Details details = details();
            assertThat(DetailsCodec.decode(DetailsCodec.encode(details))).isEqualTo(details);
        }
        assertThat(DetailsCodec.encode(Details.NONE)).isNull();
    }

    @Test
    void detailsThatAreTooLargeSaySo() {
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            many.put("a" + i, "x".repeat(4000));
        }
        assertThat(DetailsCodec.decode(DetailsCodec.encode(Details.of(many))).attributes())
                .containsEntry("detailsTooLarge", true);
    }

    @Test
    void deepNestingIsRefused() {
        byte[] deep = new byte[2000];
        java.util.Arrays.fill(deep, (byte) 0x81);
        deep[0] = (byte) 0xa1;
        deep[1] = 3;
        deep[2] = (byte) 0xa1;
        deep[3] = 0x60;
        assertThatThrownBy(() -> DetailsCodec.decode(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void aHugeCountTakesNoMemory() {
        byte[] huge = {(byte) 0xa1, 2, (byte) 0x9a, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        assertThatThrownBy(() -> DetailsCodec.decode(huge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count");
    }

    @Test
    void aMissingMessageWithinABatchIsRefused() {
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        writer.begin(1);
        writer.message(1, 7, 5, Kind.DATA, Direction.NONE, 0, null, 0, 0, null);
        writer.message(3, 7, 5, Kind.DATA, Direction.NONE, 0, null, 0, 0, null);
        assertThatThrownBy(() -> FrameReader.read(writer.seal(3))).hasMessageContaining("message 3 after message 1");
    }

    @Test
    void longTextsAreCutSoThatAConversationAlwaysFits() {
        String endless = "\ud83d\ude00".repeat(40_000);
        ProcessInfo process = new ProcessInfo(1L, 2L, endless, endless, endless, endless);
        Conversation huge = new Conversation(
                1, endless, endless, endless, Policy.GAP, Long.MIN_VALUE, process, process, endless, endless);
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        writer.begin(Long.MIN_VALUE);
        int before = writer.size();
        writer.talk(huge);
        assertThat(writer.size() - before).isLessThanOrEqualTo(FrameWriter.roomFor(huge));
        WireItem.Talk talk = (WireItem.Talk) FrameReader.read(writer.seal(0)).get(1);
        assertThat(talk.conversation().client().command())
                .hasSizeGreaterThan(16_000)
                .endsWith("…");
    }

    private ByteBuffer randomBatch(List<WireItem> written) {
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        ByteBuffer batch = ByteBuffer.allocate(4 * FrameWriter.MIN_CAPACITY);
        long seq = random.nextLong(1, 1L << 40);
        for (int frames = random.nextInt(1, 4); frames > 0; frames--) {
            long base = random.nextLong();
            writer.begin(base);
            written.add(new WireItem.TimeBase(base));
            for (int items = random.nextInt(1, 30); items > 0; items--) {
                seq = randomItem(writer, seq, written);
            }
            batch.put(writer.seal(seq));
        }
        return batch.flip();
    }

    private long randomItem(FrameWriter writer, long seq, List<WireItem> written) {
        byte[] payload = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(2000)];
        random.nextBytes(payload);
        ByteBuffer source = ByteBuffer.allocateDirect(payload.length + 3).put(3, payload);
        switch (random.nextInt(5)) {
            case 0 -> {
                Conversation conversation = conversation(random.nextLong(1L << 50));
                writer.talk(conversation);
                written.add(new WireItem.Talk(conversation));
                return seq;
            }
            case 1 -> {
                writer.session(seq + 1, random.nextBoolean(), "0.1.0");
                written.add(FrameReader.read(writer.seal(seq + 1)).get(writer.items()));
                return seq + 1;
            }
            case 2 -> {
                byte[] part = payload.length == 0 ? new byte[] {1} : payload;
                writer.part(seq + 1, 77, ByteBuffer.wrap(part), 0, part.length);
                written.add(new WireItem.Part(seq + 1, 77, ByteBuffer.wrap(part)));
                return seq;
            }
            default -> {
                Kind kind = Kind.of(random.nextInt(7));
                Direction direction = Direction.of(random.nextInt(3));
                byte[] details = DetailsCodec.encode(details());
                long mono = random.nextLong();
                long length = payload.length + random.nextLong(1L << 33);
                writer.message(seq + 1, mono, 9, kind, direction, length, source, 3, payload.length, details);
                written.add(new WireItem.Item(
                        seq + 1, mono, 9, kind, direction, length, ByteBuffer.wrap(payload), details));
                return seq + 1;
            }
        }
    }

    private Conversation conversation(long number) {
        ProcessInfo process = new ProcessInfo(4L, orNull(5L), "näme", orNull("/bin/日"), orNull("a b"), "root");
        return new Conversation(
                number,
                "tcp",
                "127.0.0.1:1",
                "tcp:1=2",
                Policy.of(random.nextInt(2)),
                random.nextLong(),
                process,
                ProcessInfo.UNKNOWN,
                orNull("here"),
                orNull("there"));
    }

    private Details details() {
        Details.Failure error = random.nextBoolean() ? new Details.Failure(random.nextInt(), "no wäy") : null;
        Details.Gap gap = random.nextBoolean() ? new Details.Gap(orNull(random.nextLong(1L << 60)), "full") : null;
        List<Details.Range> ranges = random.nextBoolean() ? List.of(new Details.Range(4096, 16)) : List.of();
        Map<String, Object> attributes = random.nextBoolean()
                ? Map.of("a", random.nextLong(), "b", List.of("x", true, 1.5), "c", Map.of("d", -1L))
                : Map.of();
        return new Details(error, gap, ranges, attributes);
    }

    private <T> @Nullable T orNull(T value) {
        return random.nextBoolean() ? value : null;
    }

    private byte[] truncated(byte[] good) {
        int cut;
        do {
            cut = random.nextInt(1, good.length);
        } while (onFrameBoundary(good, cut));
        return java.util.Arrays.copyOf(good, cut);
    }

    private static boolean onFrameBoundary(byte[] good, int cut) {
        ByteBuffer in = ByteBuffer.wrap(good);
        int at = 0;
        while (at < cut) {
            at += FrameReader.frameLength(in, at);
        }
        return at == cut;
    }

    private byte[] mutated(byte[] good) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        return bad;
    }

    private static String text(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return java.util.Arrays.toString(copy);
    }

    private static List<String> texts(List<WireItem> items) {
        List<String> texts = new ArrayList<>();
        for (WireItem item : items) {
            if (item instanceof WireItem.Item i) {
                texts.add(i.seq() + " " + i.mono() + " " + i.conversation() + i.kind() + i.direction() + i.length()
                        + text(i.payload()) + java.util.Arrays.toString(i.details()));
            } else if (item instanceof WireItem.Part p) {
                texts.add(p.seq() + " " + p.offset() + text(p.bytes()));
            } else {
                texts.add(item.toString());
            }
        }
        return texts;
    }
}
