package dev.ipcscope.server.api;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a request says, with words for what is wrong. */
final class Requests {

    private static final int MAX_BODY = 64 << 10;

    private Requests() {}

    /** Answers with JSON. */
    static void answer(Context ctx, @Nullable Object value) {
        ctx.contentType("application/json").result(Json.bytes(value));
    }

    /** A parameter of the URL or of a form, or null. */
    static @Nullable String param(Context ctx, String name) {
        String inUrl = ctx.queryParam(name);
        boolean form = inUrl == null && ctx.req().getMethod().equals("POST") && ctx.isFormUrlencoded();
        return form ? ctx.formParam(name) : inUrl;
    }

    /** A parameter, or another value when it isn't given. */
    static String param(Context ctx, String name, String otherwise) {
        String value = param(ctx, name);
        return value == null ? otherwise : value;
    }

    static boolean flag(Context ctx, String name) {
        String value = param(ctx, name, "false");
        return switch (value) {
            case "", "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new ApiException(400, name + " is true or false, not '" + value + "'");
        };
    }

    static long number(Context ctx, String name, long otherwise) {
        String value = param(ctx, name);
        return value == null || value.isEmpty() ? otherwise : number(name, value);
    }

    /** A number that is part of the path, for example a message's id. */
    static long inPath(Context ctx, String name) {
        return number(name, ctx.pathParam(name));
    }

    private static long number(String name, String value) {
        boolean digits =
                value.length() <= 18 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new ApiException(400, name + " is a whole number from 0, not '" + value + "'");
        }
        return Long.parseLong(value);
    }

    static Filter filter(Context ctx) {
        try {
            return FilterParser.parse(param(ctx, "filter", ""));
        } catch (FilterException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()), e.column());
        }
    }

    /** The number of the capture that the request gives by name or else by number, or null when it gives none. */
    static @Nullable Long capture(Context ctx, MessageStore store) {
        String name = param(ctx, "capture");
        if (name == null || name.isEmpty()) {
            return null;
        }
        List<Capture> captures = store.captures();
        for (Capture capture : captures) {
            if (capture.name().equals(name)) {
                return capture.number();
            }
        }
        for (Capture capture : captures) {
            if (String.valueOf(capture.number()).equals(name)) {
                return capture.number();
            }
        }
        throw new ApiException(
                400,
                "there is no capture named '" + name + "'; there are "
                        + captures.stream().map(c -> "'" + c.name() + "'").collect(Collectors.joining(", ")));
    }

    /** The body as a JSON object. */
    static Map<?, ?> body(Context ctx) throws IOException {
        byte[] bytes = ctx.bodyInputStream().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new ApiException(413, "the body is larger than " + MAX_BODY + " bytes");
        }
        try {
            if (Json.parse(bytes) instanceof Map<?, ?> object) {
                return object;
            }
        } catch (IOException e) {
            throw new ApiException(400, "the body isn't JSON: " + e.getMessage());
        }
        throw new ApiException(400, "the body must be a JSON object");
    }

    /** A text of the body; throws when it is missing. */
    static String text(Map<?, ?> body, String name) {
        if (body.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new ApiException(400, "'" + name + "' is missing: a text, for example {\"" + name + "\": \"…\"}");
    }
}
