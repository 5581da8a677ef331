package dev.ipcscope.server.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Scripts, styles and the icon, from a fixed list and from memory: no path of a request ever reaches a file system. */
final class StaticFiles {

    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";
    private static final List<String> OWN = List.of(
            "app.css",
            "icon.svg",
            "theme.js",
            "page.js",
            "messages.js",
            "table.js",
            "scroll.js",
            "live.js",
            "hub.js",
            "stream.js",
            "story.js",
            "filter.js",
            "suggest.js",
            "detail.js",
            "tree.js",
            "menu.js",
            "learn.js",
            "list.js",
            "strip.js",
            "memory.js",
            "rail.js",
            "panes.js");

    private final Map<String, File> files = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record File(byte[] bytes, String type, String tag) {}

    StaticFiles() {
        for (String name : OWN) {
            load(name, "/static/" + name);
        }
        load("htmx.min.js", HTMX);
    }

    private void load(String name, String resource) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + resource + " is missing from the program");
            }
            byte[] bytes = in.readAllBytes();
            CRC32 crc = new CRC32();
            crc.update(bytes);
            files.put(name, new File(bytes, type(name), "\"" + Long.toHexString(crc.getValue()) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException("the page's file " + resource + " can't be read", e);
        }
    }

    private static String type(String name) {
        if (name.endsWith(".css")) {
            return "text/css; charset=utf-8";
        }
        return name.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
    }

    void register(RoutesConfig routes) {
        routes.get("/static/{file}", this::serve);
    }

    private void serve(Context ctx) {
        @Nullable File file = files.get(ctx.pathParam("file"));
        if (file == null) {
            ctx.status(404).result("there is no such file");
            return;
        }
        ctx.header("ETag", file.tag).header("Cache-Control", "no-cache");
        if (file.tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.contentType(file.type).result(file.bytes);
    }
}
