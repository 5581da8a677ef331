package dev.ipcscope.agent.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every decoder keeps to, whatever the bytes. A decoder's test extends it. */
public abstract class DecoderContract {

    private static final int ROUNDS = Integer.getInteger("ipcscope.decoder.rounds", 20_000);

    /** The decoder under test. */
    protected abstract Decoder decoder();

    /** A conversation that it takes for possible. */
    protected abstract Conversation conversation();

    /** Good payloads of such a conversation, in order. */
    protected abstract List<Payload> samples();

    /** A conversation of a mechanism, for tests. */
    protected static Conversation conversation(String mechanism) {
        return new Conversation(
                1,
                mechanism,
                "front",
                mechanism + ":front=real",
                Policy.GAP,
                0,
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                null,
                null);
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(Decoders.ofThisProgram().begin(conversation()).isPossible()).isTrue();
        assertThat(decoder().id()).matches("[a-z0-9-]+");
        assertThat(decoder().title()).isNotBlank();
    }

    @Test
    void knowsItsSamples() {
        Decoder.Session session = Objects.requireNonNull(decoder().begin(conversation()));
        for (Payload sample : samples()) {
            Decoded decoded = session.decode(sample);
            assertThat(decoded).isNotNull();
            assertThat(decoded.problem()).isEmpty();
            assertThat(decoded.summary()).isNotBlank();
            assertThat(decoded.nodes()).isNotEmpty();
            assertSound(sample, decoded);
        }
    }

    @Test
    void survivesCutSamples() {
        for (Payload sample : samples()) {
            for (int length = 0; length < sample.bytes().length; length++) {
                Decoder.Session session = Objects.requireNonNull(decoder().begin(conversation()));
                byte[] part = Arrays.copyOf(sample.bytes(), length);
                Payload cut = new Payload(sample.direction(), part, sample.length(), sample.attributes());
                assertSound(cut, session.decode(cut));
            }
        }
    }

    /** One session takes many wrong payloads, so that what it remembers goes wrong, too. */
    @Test
    void survivesMutatedSamples() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<Payload> samples = samples();
        Decoder.Session session = Objects.requireNonNull(decoder().begin(conversation()));
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 100 == 0) {
                session = Objects.requireNonNull(decoder().begin(conversation()));
            }
            Payload payload = mutated(random, samples);
            try {
                assertSound(payload, session.decode(payload));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dipcscope.seed=" + seed + ", round " + i, e);
            }
        }
    }

    private static Payload mutated(SplittableRandom random, List<Payload> samples) {
        Payload sample = samples.get(random.nextInt(samples.size()));
        byte[] bytes = Arrays.copyOf(
                sample.bytes(),
                random.nextInt(4) == 0 ? random.nextInt(sample.bytes().length + 40) : sample.bytes().length);
        for (int i = random.nextInt(8); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) (random.nextBoolean() ? 0xff : 0);
        }
        Direction direction = random.nextInt(4) == 0 ? sample.direction().reversed() : sample.direction();
        long length = bytes.length + (random.nextInt(4) == 0 ? random.nextInt(1_000) : 0L);
        return new Payload(direction, bytes, length, sample.attributes());
    }

    private static void assertSound(Payload payload, @Nullable Decoded decoded) {
        if (decoded == null) {
            return;
        }
        assertThat(decoded.summary()).hasSizeLessThan(2_000);
        int[] count = new int[1];
        for (Node node : decoded.nodes()) {
            assertSound(node, 0, payload.bytes().length, 1, count);
        }
        for (Field field : decoded.fields()) {
            assertThat(field.name()).matches("[a-z0-9-]+\\.[a-z0-9_.-]+");
            assertThat(field.value()).isInstanceOfAny(String.class, Long.class, Boolean.class);
        }
    }

    private static void assertSound(Node node, int from, int to, int depth, int[] count) {
        assertThat(++count[0]).isLessThanOrEqualTo(2 * Tree.MAX_NODES);
        assertThat(depth).isLessThanOrEqualTo(Tree.MAX_DEPTH + 1);
        assertThat(node.label()).isNotBlank();
        if (node.length() > 0) {
            assertThat(node.offset()).isBetween(from, to);
            assertThat(node.offset() + node.length()).isBetween(from, to);
        }
        for (Node child : node.children()) {
            assertSound(child, 0, to, depth + 1, count);
        }
    }
}
