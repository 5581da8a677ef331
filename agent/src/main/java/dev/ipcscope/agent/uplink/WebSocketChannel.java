package dev.ipcscope.agent.uplink;

import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A control channel over the JDK's WebSocket, which takes one text at a time: the rest waits here, bounded. */
final class WebSocketChannel implements WebSocket.Listener, Uplink.Channel {

    private static final int MOST_WAITING = 256;
    private static final int LONGEST = 1 << 20;

    private final Consumer<String> incoming;
    private final Runnable closed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final StringBuilder text = new StringBuilder();
    private final ArrayDeque<String> waiting = new ArrayDeque<>(); // guarded by this
    private boolean sending;
    private @Nullable WebSocket socket;

    WebSocketChannel(Consumer<String> incoming, Runnable closed) {
        this.incoming = incoming;
        this.closed = closed;
    }

    synchronized void opened(WebSocket open) {
        socket = open;
        next();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (text.length() > LONGEST) {
            from.abort();
            end();
            return null;
        }
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            incoming.accept(whole);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            closed.run();
        }
    }

    @Override
    public synchronized void send(String whole) {
        if (ended.get()) {
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            close();
            return;
        }
        waiting.add(whole);
        next();
    }

    private synchronized void next() {
        WebSocket open = socket;
        if (open == null || sending) {
            return;
        }
        String whole = waiting.poll();
        if (whole == null) {
            return;
        }
        sending = true;
        open.sendText(whole, true).whenComplete((done, error) -> {
            synchronized (this) {
                sending = false;
            }
            if (error != null) {
                end();
            } else {
                next();
            }
        });
    }

    @Override
    public void close() {
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        if (open != null) {
            open.abort();
        }
        end();
    }
}
