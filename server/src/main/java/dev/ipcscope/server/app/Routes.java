package dev.ipcscope.server.app;

import io.javalin.config.RoutesConfig;

/** A part of the server that answers requests. */
@FunctionalInterface
public interface Routes {
    /** Registers its routes; called once, before the server starts. */
    void register(RoutesConfig config);
}
