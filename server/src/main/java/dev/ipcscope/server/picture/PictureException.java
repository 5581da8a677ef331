package dev.ipcscope.server.picture;

/** Bytes aren't a picture that can be shown; the message says why. */
public final class PictureException extends Exception {
    private static final long serialVersionUID = 1L;

    PictureException(String why) {
        super(why);
    }
}
