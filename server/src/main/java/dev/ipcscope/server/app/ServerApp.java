package dev.ipcscope.server.app;

import dev.ipcscope.server.api.Errors;
import dev.ipcscope.server.security.Guard;
import dev.ipcscope.server.security.Hosts;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: a guard in front, parts behind it. Thread-safe. */
public final class ServerApp implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerApp.class.getName());

    /** Filters travel in URLs. */
    private static final int HEADER_BYTES = 32 << 10;

    private static final long BODY_BYTES = 1 << 20;
    private static final int THREADS = 200;
    private static final long STOP_MILLIS = 500;

    private final ServerConfig config;
    private final Javalin javalin;

    private ServerApp(ServerConfig config, Javalin javalin) {
        this.config = config;
        this.javalin = javalin;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException that names the port and says what to do
     */
    public static ServerApp start(ServerConfig config, List<Routes> parts) throws IOException {
        var holder = new Object() {
            int port = config.port();
        };
        Guard guard = new Guard(
                config.token(), new Hosts(config.host(), config.names()), config.tls() != null, () -> holder.port);
        Javalin javalin = Javalin.create(javalinConfig -> {
            configure(javalinConfig, config);
            guard.register(javalinConfig.routes);
            Errors.register(javalinConfig.routes);
            parts.forEach(part -> part.register(javalinConfig.routes));
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            javalin.stop();
            throw notStarted(config, e);
        }
        holder.port = javalin.port();
        return new ServerApp(config, javalin);
    }

    private static IOException notStarted(ServerConfig config, RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        return new IOException(
                "can't listen on " + config.host() + ":" + config.port() + ": " + cause.getMessage()
                        + ". Another program may use the port: choose another with --port, or 0 for any free one",
                e);
    }

    private static void configure(JavalinConfig javalin, ServerConfig config) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.http.maxRequestSize = BODY_BYTES;
        // Our URL ends with a slash, and scripts put "/api/…" behind it.
        javalin.router.treatMultipleSlashesAsSingleSlash = true;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, 60_000);
        threads.setName("http");
        threads.setDaemon(true);
        javalin.jetty.threadPool = threads;
        javalin.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        javalin.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
        javalin.jetty.addConnector((server, http) -> connector(server, http, config));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerConfig config) {
        SslContextFactory.Server tls = config.tls();
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        } else {
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        }
        connector.setHost(config.host());
        connector.setPort(config.port());
        return connector;
    }

    /** The real port. */
    public int port() {
        return javalin.port();
    }

    /** Where a browser on this machine finds it, with a slash at the end. */
    public String url() {
        String host = config.host().contains(":") && !config.host().startsWith("[")
                ? "[" + config.host() + "]"
                : config.host();
        return (config.tls() == null ? "http://" : "https://") + host + ":" + port() + "/";
    }

    /** Ends; what is still under way after half a second is cut. */
    @Override
    public void close() {
        try {
            javalin.jettyServer().server().stop(); // Javalin's own stop takes a cut request for a failure
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "requests were cut as the server ended");
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the HTTP server didn''t end cleanly: {0}", e);
        }
    }
}
