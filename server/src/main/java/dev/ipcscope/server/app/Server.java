package dev.ipcscope.server.app;

import dev.ipcscope.agent.control.Agent;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.server.agents.AgentRoutes;
import dev.ipcscope.server.agents.Agents;
import dev.ipcscope.server.agents.EmbeddedUplink;
import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.ingest.IngestRoutes;
import dev.ipcscope.server.ingest.Intake;
import dev.ipcscope.server.page.Pages;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.SqliteMessageStore;
import dev.ipcscope.server.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Store, agents, API and pages in one process. */
public final class Server implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final MessageStore store;
    private final Intake intake;
    private final Agents agents;
    private final Pages pages;
    private final ServerApp app;
    private volatile @Nullable Agent embedded;

    /**
     * Opens the data folder and starts to listen.
     *
     * @throws IOException in words that say what to do; nothing stays open then
     */
    public static Server start(Path data, StoreLimits limits, ServerConfig config, MechanismRegistry mechanisms)
            throws IOException {
        MessageStore store = SqliteMessageStore.open(data.resolve("store"), limits);
        try {
            return new Server(store, data, config, mechanisms);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private Server(MessageStore store, Path data, ServerConfig config, MechanismRegistry mechanisms)
            throws IOException {
        this.store = store;
        intake = new Intake(store);
        agents = new Agents(intake, store::lastSeq);
        Doctor doctor = new Doctor(store, agents, data);
        pages = new Pages(store, agents, doctor, mechanisms.all());
        Api api = new Api(store, agents, doctor);
        AgentRoutes control = new AgentRoutes(agents);
        IngestRoutes ingest = new IngestRoutes(intake);
        try {
            app = ServerApp.start(config, List.of(api::register, pages::register, control::register, ingest::register));
        } catch (IOException | RuntimeException e) {
            pages.close();
            agents.close();
            throw e;
        }
    }

    /** Takes what an agent in this process captures; the agent is closed with the server. */
    public void embed(Agent agent) {
        embedded = agent;
        agent.connect(new EmbeddedUplink(agents, intake));
    }

    /** Where a browser on this machine finds it, with a slash at the end. */
    public String url() {
        return app.url();
    }

    /** The real port. */
    public int port() {
        return app.port();
    }

    /** Brings in what the embedded agent has captured, as far as that takes at most 4 s, and closes all parts. */
    @Override
    public void close() throws IOException {
        try {
            drain();
        } finally {
            pages.close();
            app.close();
            agents.close();
            store.close();
        }
    }

    private void drain() throws IOException {
        Agent agent = embedded;
        if (agent == null) {
            return;
        }
        Counters left = agent.close(DRAIN);
        if (left.inSpool() > 0) {
            boolean one = left.inSpool() == 1;
            System.err.println("ipcscope: " + left.inSpool() + (one ? " message (" : " messages (")
                    + left.inSpoolBytes() + (one ? " bytes) stays in the spool " : " bytes) stay in the spool ")
                    + agent.folder() + (one ? " and is" : " and are") + " taken up at the next start");
        }
    }
}
