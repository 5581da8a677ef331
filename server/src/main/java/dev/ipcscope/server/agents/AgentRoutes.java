package dev.ipcscope.server.agents;

import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Hello and the control channel of agents. Who may call them is checked before. */
public final class AgentRoutes {

    private static final int LARGEST_HELLO = 64 << 10;
    private static final int LARGEST_TEXT = 16 << 20;

    private final Agents agents;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    private record Open(AgentSession session, WsChannel channel) {}

    /** For these agents. */
    public AgentRoutes(Agents agents) {
        this.agents = agents;
    }

    /** Adds the routes. */
    public void register(RoutesConfig routes) {
        routes.post("/api/agents/{agent}/hello", this::hello);
        routes.ws("/api/agents/{agent}/control", this::control);
    }

    private void hello(Context ctx) {
        try (InputStream in = ctx.bodyInputStream()) {
            byte[] body = in.readNBytes(LARGEST_HELLO);
            AgentInfo info = AgentSession.JSON.readValue(body, AgentInfo.class);
            if (info == null || info.name() == null || info.spool() == null || info.instance() == null) {
                throw new IllegalArgumentException("name, spool or instance is missing");
            }
            if (!info.name().equals(ctx.pathParam("agent"))
                    || !dev.ipcscope.agent.outbox.SpoolFolder.isName(info.name())) {
                throw new IllegalArgumentException("the name in the path and in the body must be one agent's name");
            }
            Uplink.Welcome welcome = agents.hello(spool(ctx.queryParam("spool")), info, address(ctx), false);
            ctx.json(Map.of(
                    "stream", welcome.stream(),
                    "name", welcome.name(),
                    "lastSeq", welcome.lastSeq(),
                    "store", welcome.store().toString()));
        } catch (RefusedException e) {
            ctx.status(409).json(Map.of("error", String.valueOf(e.getMessage())));
        } catch (IOException | IllegalArgumentException e) {
            ctx.status(400).json(Map.of("error", "this hello can't be understood: " + firstLine(e)));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String address(Context ctx) {
        return ctx.req().getRemoteAddr() + ":" + ctx.req().getRemotePort();
    }

    private static UUID spool(@org.jspecify.annotations.Nullable String text) {
        if (text == null || text.length() != 36) {
            throw new IllegalArgumentException("the parameter spool takes a UUID");
        }
        return UUID.fromString(text);
    }

    private void control(WsConfig ws) {
        ws.onConnect(this::connected);
        ws.onMessage(ctx -> {
            Open found = open.get(ctx.sessionId());
            if (found != null) {
                found.session().receive(ctx.message());
            }
        });
        ws.onClose(this::gone);
        ws.onError(this::gone);
    }

    private void connected(WsConnectContext ctx) {
        Optional<AgentSession> session;
        try {
            session = agents.session(ctx.pathParam("agent"), spool(ctx.queryParam("spool")));
        } catch (IllegalArgumentException e) {
            session = Optional.empty();
        }
        if (session.isEmpty()) {
            ctx.closeSession(4004, "no agent of this name and spool has said hello");
            return;
        }
        ctx.session.setMaxTextMessageSize(LARGEST_TEXT);
        ctx.session.setIdleTimeout(Duration.ofSeconds(30));
        WsChannel channel = new WsChannel(ctx);
        open.put(ctx.sessionId(), new Open(session.get(), channel));
        session.get().connected(channel);
        session.get().ping();
    }

    private void gone(WsContext ctx) {
        Open found = open.remove(ctx.sessionId());
        if (found != null) {
            found.session().disconnected(found.channel());
        }
    }

    /** One at a time sends: Jetty refuses two at once. */
    private static final class WsChannel implements Uplink.Channel {
        private final WsContext ctx;

        WsChannel(WsContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public synchronized void send(String text) {
            if (ctx.session.isOpen()) {
                ctx.send(text);
            }
        }

        @Override
        public void close() {
            ctx.closeSession();
        }
    }
}
