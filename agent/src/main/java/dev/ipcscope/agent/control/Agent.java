package dev.ipcscope.agent.control;

import dev.ipcscope.agent.mechanism.Leftovers;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.outbox.Outbox;
import dev.ipcscope.agent.outbox.Sender;
import dev.ipcscope.agent.outbox.SpoolFolder;
import dev.ipcscope.agent.outbox.TapRecorder;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent: taps, outbox and control in one object, run by the agent's command line or within a server.
 *
 * <pre>{@code
 *  Agent agent = Agent.start(options);
 *  agent.taps().open("tcp:127.0.0.1:0=127.0.0.1:6379", false);
 *  agent.connect(uplink);
 *  …
 *  Counters left = agent.close(Duration.ofSeconds(4));
 * }</pre>
 */
public final class Agent {

    private static final System.Logger LOG = System.getLogger(Agent.class.getName());

    private final SpoolFolder folder;
    private final Outbox outbox;
    private final Taps taps;
    private final Operations operations;
    private final String version;
    private final UUID instance = UUID.randomUUID();
    private volatile @Nullable ControlClient control;

    /**
     * How to run an agent.
     *
     * @param name what it is called; {@link SpoolFolder#isName}
     * @param spool the folder that holds a folder for each agent
     * @param spoolMax bytes waiting for the server at which the spool is full
     * @param own where ipcscope itself listens
     * @param version of ipcscope
     */
    public record Options(String name, Path spool, long spoolMax, OwnAddress own, String version) {}

    private Agent(Options options, MechanismRegistry mechanisms, SpoolFolder folder) throws IOException {
        this.folder = folder;
        this.version = options.version();
        RememberedTaps remembered = new RememberedTaps(folder.path().resolve("taps"));
        outbox = new Outbox(folder.path(), options.spoolMax(), version);
        taps = new Taps(mechanisms, new OutboxRecorders(outbox), remembered, options.own());
        operations = new Operations(mechanisms, taps, outbox);
        taps.onChange(() -> {
            ControlClient running = control;
            if (running != null) {
                running.tapsChanged();
            }
        });
    }

    /** The taps of this agent record into its outbox. */
    private record OutboxRecorders(Outbox outbox) implements ManagedTap.Recorders {
        @Override
        public Recorder of(TapSpec spec) {
            return outbox.recorder(spec);
        }

        @Override
        public void running(Recorder recorder, Tap tap) {
            ((TapRecorder) recorder).running(tap.endpoint(), tap.spec());
        }
    }

    /**
     * Takes a spool folder, takes up what lies in it, and opens the taps that were remembered. Needs no server.
     *
     * @throws IOException in words when the spool can't be used
     */
    public static Agent start(Options options, MechanismRegistry mechanisms) throws IOException {
        SpoolFolder folder = SpoolFolder.take(options.spool(), options.name());
        try {
            Leftovers.undo(mechanisms.all()).forEach(line -> LOG.log(Level.INFO, "{0}", line));
            Agent agent = new Agent(options, mechanisms, folder);
            agent.taps.openRemembered();
            return agent;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Begins to send, for ever, whether or not the server is there; once. */
    public void connect(Uplink uplink) {
        ControlClient client = new ControlClient(uplink, operations);
        control = client;
        client.start();
        outbox.connect(uplink, new Sender.Identity() {
            @Override
            public AgentInfo info() {
                return Agent.this.info();
            }

            @Override
            public void welcomed(String name, UUID store) {
                client.welcomed(outbox.id(), name);
            }
        });
    }

    /**
     * After {@link #connect}: waits until the server is connected, can't be reached, or the limit has come. Who then asks
     * the server for messages gets those of this agent, too.
     */
    public void awaitServer(Duration limit) throws InterruptedException {
        ControlClient client = control;
        long deadline = System.nanoTime() + limit.toNanos();
        while (client != null
                && !client.awaitConnected(Duration.ofMillis(20))
                && !outbox.isFailing()
                && System.nanoTime() - deadline < 0) {}
    }

    private AgentInfo info() {
        return new AgentInfo(
                Protocol.VERSION,
                outbox.id(),
                instance,
                name(),
                host(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("user.name"),
                ProcessHandle.current().pid(),
                version);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** The name that was free: {@code NAME} or {@code NAME-2} and so on. */
    public String name() {
        return folder.name();
    }

    /** Where its spool lies. */
    public Path folder() {
        return folder.path();
    }

    /** Its taps. */
    public Taps taps() {
        return taps;
    }

    /** What a server may ask of it. */
    public Operations operations() {
        return operations;
    }

    /** What went through each stage. */
    public Counters counters() {
        return outbox.counters();
    }

    /**
     * Closes the taps, brings the server what it can within this time, and ends. The rest stays in the spool for the
     * next start.
     *
     * @return the counters at the end: {@code inSpool} messages stay
     */
    public Counters close(Duration drain) throws IOException {
        long deadline = System.nanoTime() + drain.toNanos();
        taps.close();
        boolean unused = outbox.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        ControlClient running = control;
        if (running != null) {
            running.close();
        }
        try {
            outbox.close();
            return outbox.counters();
        } finally {
            folder.close();
        }
    }
}
