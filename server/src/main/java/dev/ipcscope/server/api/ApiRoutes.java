package dev.ipcscope.server.api;

import dev.ipcscope.server.format.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers routes together with their description, so that {@code /api} can't forget one. */
final class ApiRoutes {

    private final RoutesConfig routes;
    private final List<Map<String, @Nullable Object>> described = new ArrayList<>();

    ApiRoutes(RoutesConfig routes) {
        this.routes = routes;
    }

    void get(String path, String help, Handler handler) {
        add(HandlerType.GET, path, help, handler);
    }

    void post(String path, String help, Handler handler) {
        add(HandlerType.POST, path, help, handler);
    }

    void patch(String path, String help, Handler handler) {
        add(HandlerType.PATCH, path, help, handler);
    }

    void delete(String path, String help, Handler handler) {
        add(HandlerType.DELETE, path, help, handler);
    }

    private void add(HandlerType method, String path, String help, Handler handler) {
        describe(method.toString(), path, help);
        routes.addHttpHandler(method, path, handler);
    }

    /** Describes a route that is registered elsewhere. */
    void describe(String method, String path, String help) {
        described.add(Json.object("method", method, "path", path, "help", help));
    }

    List<Map<String, @Nullable Object>> described() {
        return List.copyOf(described);
    }
}
