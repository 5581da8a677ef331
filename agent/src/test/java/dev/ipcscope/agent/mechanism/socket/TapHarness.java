package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs TCP taps whose recorder copies what is to be kept into memory and forgets it: for measuring the relay alone. */
final class TapHarness {

    private TapHarness() {}

    /** The specs; prints the ports; ends with its standard input. */
    public static void main(String[] specs) throws Exception {
        for (String text : specs) {
            TapSpec spec = TapSpec.parse(text);
            Tap tap = new TcpMechanism().open(spec, new Forgetful(spec.keep()));
            System.out.println("tap " + tap.spec() + " open " + tap.endpoint());
        }
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private record Forgetful(long keep) implements Recorder {
        @Override
        public boolean recordsFirst() {
            return false;
        }

        @Override
        public ConversationLog open(
                @Nullable String clientAddress,
                @Nullable String serverAddress,
                ProcessInfo client,
                ProcessInfo server,
                Map<String, Object> attributes) {
            return new Ring(keep);
        }
    }

    private static final class Ring implements ConversationLog {
        private final long keep;
        private final ByteBuffer ring = ByteBuffer.allocateDirect(4 << 20);

        Ring(long keep) {
            this.keep = keep;
        }

        @Override
        public long number() {
            return 1;
        }

        @Override
        public synchronized void record(
                Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
            if (bytes == null) {
                return;
            }
            int kept = (int) Math.min(keep, bytes.remaining());
            if (ring.remaining() < kept) {
                ring.clear();
            }
            ring.put(bytes.duplicate().limit(bytes.position() + kept));
        }

        @Override
        public void processes(@Nullable ProcessInfo client, @Nullable ProcessInfo server) {}

        @Override
        public boolean lostSinceLastAsked() {
            return false;
        }

        @Override
        public void close(Details details) {}
    }
}
