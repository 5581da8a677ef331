import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A mechanism for measuring only: {@code generate:MESSAGES?rate=N&size=N&talks=N} records messages that no program
 * sent, as a tap would, so that nothing but the way from a recorder to the store is measured. It is put on the class
 * path of an agent by the scripts in this folder and is no part of ipcscope.
 */
public final class Generator implements Mechanism {

    @Override
    public String id() {
        return "generate";
    }

    @Override
    public String title() {
        return "Generator";
    }

    @Override
    public int hue() {
        return 12;
    }

    @Override
    public Shape shape() {
        return Shape.DATAGRAM;
    }

    @Override
    public Support support() {
        return Support.YES;
    }

    @Override
    public TapSpec check(TapSpec spec) {
        return spec;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) {
        Run run = new Run(spec, recorder);
        Thread thread = new Thread(run, "generator");
        thread.setDaemon(true);
        thread.start();
        return run;
    }

    private static long number(TapSpec spec, String option, long otherwise) {
        String text = spec.option(option);
        return text == null ? otherwise : Long.parseLong(text);
    }

    private static final class Run implements Tap, Runnable {

        private static final int BURST = 100;

        private final TapSpec spec;
        private final Recorder recorder;
        private volatile boolean stop;

        Run(TapSpec spec, Recorder recorder) {
            this.spec = spec;
            this.recorder = recorder;
        }

        @Override
        public void run() {
            long messages = Long.parseLong(spec.listen());
            double nanosEach = 1e9 / number(spec, "rate", 1_000_000_000);
            int size = (int) number(spec, "size", 64);
            ConversationLog[] logs = new ConversationLog[(int) number(spec, "talks", 50)];
            for (int i = 0; i < logs.length; i++) {
                logs[i] = recorder.open("client " + i, "server");
            }
            ByteBuffer[] payloads = payloads(size);
            long start = System.nanoTime();
            for (long sent = 0; sent < messages && !stop; sent++) {
                if (sent % BURST == 0) {
                    rest(start + (long) (sent * nanosEach));
                }
                Direction direction = sent % 2 == 0 ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
                logs[(int) (sent % logs.length)].data(direction, payloads[(int) (sent % payloads.length)]);
            }
        }

        private static void rest(long until) {
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(Math.max(50_000, until - System.nanoTime()));
            }
        }

        private static ByteBuffer[] payloads(int size) {
            SplittableRandom random = new SplittableRandom(1);
            ByteBuffer[] payloads = new ByteBuffer[256];
            for (int i = 0; i < payloads.length; i++) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                payloads[i] = ByteBuffer.wrap(bytes);
            }
            return payloads;
        }

        @Override
        public TapSpec spec() {
            return spec;
        }

        @Override
        public String endpoint() {
            return "generator";
        }

        @Override
        public int conversations() {
            return 0;
        }

        @Override
        public void close() {
            stop = true;
        }
    }
}
