package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.picture.Dib;
import dev.ipcscope.server.picture.PictureException;
import dev.ipcscope.web.Picture;

/** A message as a picture in the dock. */
final class PictureView {

    private static final int ROOM = 480;

    private PictureView() {}

    /** {@link Picture#NONE} for a message that isn't one. */
    static Picture of(Message message) {
        if (!PictureHandler.isPicture(message)) {
            return Picture.NONE;
        }
        try {
            Dib dib = Dib.of(message.payload());
            double scale = Math.min(1, (double) ROOM / Math.max(dib.width(), dib.height()));
            return new Picture(
                    "/messages/" + message.id() + "/picture.png",
                    Numbers.of(dib.width()) + " × " + Numbers.of(dib.height()) + " pixels",
                    (int) Math.max(1, dib.width() * scale),
                    (int) Math.max(1, dib.height() * scale));
        } catch (PictureException e) {
            return new Picture(
                    "", "The picture is not shown: " + Visible.line(String.valueOf(e.getMessage())) + ".", 0, 0);
        }
    }
}
