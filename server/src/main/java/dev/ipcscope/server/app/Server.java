package dev.ipcscope.server.app;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.page.Pages;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.MessageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Store, agents, API and pages in one process. */
public final class Server implements AutoCloseable {

    private final MessageStore store;
    private final Pages pages;
    private final ServerApp app;

    private Server(MessageStore store, Pages pages, ServerApp app) {
        this.store = store;
        this.pages = pages;
        this.app = app;
    }

    /**
     * Opens the data folder and starts to listen.
     *
     * @throws IOException in words that say what to do; nothing stays open then
     */
    public static Server start(Path data, ServerConfig config, List<Mechanism> mechanisms) throws IOException {
        MessageStore store = new InMemoryMessageStore();
        AgentRegistry agents = new NoAgents();
        Doctor doctor = new Doctor(store, agents, data);
        Pages pages = new Pages(store, agents, doctor, mechanisms);
        Api api = new Api(store, agents, doctor);
        try {
            ServerApp app = ServerApp.start(config, List.of(api::register, pages::register));
            return new Server(store, pages, app);
        } catch (IOException | RuntimeException e) {
            pages.close();
            store.close();
            throw e;
        }
    }

    /** Where a browser on this machine finds it, with a slash at the end. */
    public String url() {
        return app.url();
    }

    @Override
    public void close() throws IOException {
        pages.close();
        app.close();
        store.close();
    }
}
