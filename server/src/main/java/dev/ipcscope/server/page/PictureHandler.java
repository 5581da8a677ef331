package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.picture.Dib;
import dev.ipcscope.server.picture.PictureException;
import dev.ipcscope.server.picture.Png;
import dev.ipcscope.server.store.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Messages that are pictures, as PNG. What was captured never reaches the browser as it is. */
final class PictureHandler {

    private static final Set<Object> BITMAPS = Set.of("CF_DIB", "CF_DIBV5");

    private final MessageStore store;

    PictureHandler(MessageStore store) {
        this.store = store;
    }

    void register(RoutesConfig routes) {
        routes.get("/messages/{id}/picture.png", this::picture);
    }

    /** Whether a message says that it is a picture. */
    static boolean isPicture(Message message) {
        Object format = message.details().attributes().get("format");
        return message.kind() == Kind.DATA && format != null && BITMAPS.contains(format);
    }

    private void picture(Context ctx) throws IOException {
        long id = View.number(ctx.pathParam("id"), 0);
        Optional<Message> message = store.message(id).filter(PictureHandler::isPicture);
        if (message.isEmpty()) {
            ErrorPages.missing(ctx, "There is no picture in message " + Numbers.of(id) + ".");
            return;
        }
        try {
            ctx.contentType("image/png").result(Png.of(Dib.of(message.get().payload())));
        } catch (PictureException e) {
            ctx.status(422).contentType("text/plain; charset=utf-8").result("Not shown: " + e.getMessage() + ".");
        }
    }
}
