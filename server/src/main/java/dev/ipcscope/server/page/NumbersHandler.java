package dev.ipcscope.server.page;

import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** The numbers around a page that has no live stream. */
final class NumbersHandler {

    private final MessageStore store;
    private final LiveNumbers numbers;

    NumbersHandler(MessageStore store, LiveNumbers numbers) {
        this.store = store;
        this.numbers = numbers;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/numbers", this::numbers);
    }

    private void numbers(Context ctx) throws IOException {
        List<Capture> captures = store.captures();
        ctx.json(numbers.of(captures.get(captures.size() - 1).number()));
    }
}
