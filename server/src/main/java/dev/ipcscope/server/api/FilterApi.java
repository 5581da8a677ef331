package dev.ipcscope.server.api;

import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterHelp;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.server.format.Json;
import io.javalin.http.Context;

/** Checks a filter as it is typed, and explains the language. */
final class FilterApi {

    void register(ApiRoutes routes) {
        routes.get(
                "/api/filter",
                "Whether a filter is right: {ok, canonical} or {ok: false, error, column}.",
                FilterApi::check);
        routes.get("/api/filter/help", "The filter language: rules, and terms with their operators.", FilterApi::help);
    }

    private static void check(Context ctx) {
        try {
            String canonical =
                    FilterParser.parse(Requests.param(ctx, "filter", "")).toString();
            Requests.answer(ctx, Json.object("ok", true, "canonical", canonical));
        } catch (FilterException e) {
            Requests.answer(ctx, Json.object("ok", false, "error", e.getMessage(), "column", e.column()));
        }
    }

    private static void help(Context ctx) {
        var terms = FilterHelp.terms().stream()
                .map(term -> Json.object("name", term.name(), "help", term.help(), "operators", term.operators()))
                .toList();
        Requests.answer(ctx, Json.object("rules", FilterHelp.rules(), "terms", terms));
    }
}
