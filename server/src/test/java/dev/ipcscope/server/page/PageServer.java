package dev.ipcscope.server.page;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.Javalin;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** The pages on a free port of the loopback, with the strict policy that the server sends. */
final class PageServer implements AutoCloseable {

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Pages pages;
    private final Javalin javalin;

    PageServer(MessageStore store, AgentRegistry agents, int port) {
        pages = new Pages(
                store, agents, new Doctor(store, agents, Path.of("target")), ServiceLoader.load(Mechanism.class));
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.before(ctx -> ctx.header("Content-Security-Policy", POLICY));
            pages.register(config.routes);
        });
        javalin.start("127.0.0.1", port);
    }

    int port() {
        return javalin.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        pages.close();
        javalin.stop();
    }

    /** For a look by hand: sample traffic, and more of it ten times a second. Arguments: port, messages, per tick. */
    public static void main(String[] args) throws Exception {
        InMemoryMessageStore store = new InMemoryMessageStore();
        SampleTraffic traffic = new SampleTraffic().ago(400).machine();
        int count = Integer.parseInt(args[1]);
        for (int i = 0; i < count; i++) {
            traffic.any(i);
        }
        traffic.into(store);
        PageServer server = new PageServer(store, new NoAgents(), Integer.parseInt(args[0]));
        System.err.println(server.url());
        for (int n = count; ; n++) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                traffic.any(n * 31 + i);
            }
            traffic.into(store);
            Thread.sleep(100);
        }
    }
}
