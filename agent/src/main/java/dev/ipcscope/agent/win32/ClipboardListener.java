package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Hears that the clipboard has changed. A notification says nothing of what it holds; by the time that somebody looks it
 * may have changed again.
 *
 * <p>Source: Microsoft, AddClipboardFormatListener, WM_CLIPBOARDUPDATE.
 */
public final class ClipboardListener implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WM_CLIPBOARDUPDATE = 0x31d;

    private final MessageLoop loop;
    private final Runnable changed;
    private @Nullable NativeWindow window; // on the loop's thread

    private ClipboardListener(MessageLoop loop, Runnable changed) {
        this.loop = loop;
        this.changed = changed;
    }

    /**
     * Listens from now on.
     *
     * @param changed told of each change on the listener's thread; must not wait
     */
    public static ClipboardListener open(Runnable changed) throws IOException {
        ClipboardListener listener = new ClipboardListener(MessageLoop.start("clipboard listener"), changed);
        try {
            listener.loop.call(listener::make, LIMIT);
            return listener;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private Boolean make() throws Win32Exception {
        NativeWindow made = NativeWindow.forMessages("ipcscope.clipboard", this::onMessage);
        window = made;
        if (!ClipboardFunctions.AddClipboardFormatListener(made.handle())) {
            throw Win32Exception.last("listening to the clipboard");
        }
        return true;
    }

    private @Nullable Long onMessage(long at, int message, long wParam, long lParam) {
        if (message != WM_CLIPBOARDUPDATE) {
            return null;
        }
        changed.run();
        return 0L;
    }

    @Override
    public void close() {
        try {
            loop.post(() -> {
                NativeWindow present = window;
                if (present != null) {
                    ClipboardFunctions.RemoveClipboardFormatListener(present.handle());
                    present.close();
                    window = null;
                }
            });
        } catch (RejectedExecutionException e) {
            // closed before
        }
        loop.close();
    }
}
