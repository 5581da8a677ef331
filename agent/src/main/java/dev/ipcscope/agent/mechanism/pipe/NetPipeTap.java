package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A tap beside or in the place of a server that is known by its {@link NetPipe} address: that server's pipe has another
 * name each time it starts, so the tap moves to the new one.
 */
final class NetPipeTap implements Tap {

    private static final System.Logger LOG = System.getLogger(NetPipeTap.class.getName());

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long JOIN_MS = 5_000;

    /** Opens a tap of a pipe by its own name. */
    interface Opener {
        /** As {@link dev.ipcscope.agent.mechanism.Mechanism#open}. */
        Tap open(TapSpec spec) throws IOException;
    }

    private final TapSpec spec;
    private final Opener opener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "";
    private volatile String pipe;
    private volatile @Nullable Tap inner;

    private NetPipeTap(TapSpec spec, Opener opener) throws IOException {
        this.spec = spec;
        this.opener = opener;
        this.pipe = NetPipeLookup.resolve(spec.listen());
        this.inner = opener.open(spec.withListen(pipe));
        this.thread = RelayThreads.start("net.pipe " + spec.listen(), this::watch);
    }

    /** Opens it; the spec's listen name is an address. */
    static NetPipeTap open(TapSpec spec, Opener opener) throws IOException {
        return new NetPipeTap(spec, opener);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            try {
                look();
                trouble = "";
            } catch (IOException e) {
                trouble = String.valueOf(e.getMessage());
            }
        }
        leave();
    }

    private void look() throws IOException {
        String now = NetPipeLookup.resolve(spec.listen());
        if (closed || now.equals(pipe) && inner != null) {
            return;
        }
        leave();
        inner = opener.open(spec.withListen(now));
        pipe = now;
        LOG.log(System.Logger.Level.INFO, "tap {0}: its server has started again as {1}", spec, now);
    }

    private void leave() {
        Tap left = inner;
        inner = null;
        if (left != null) {
            left.close();
        }
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return spec.listen();
    }

    @Override
    public int conversations() {
        Tap current = inner;
        return current == null ? 0 : current.conversations();
    }

    @Override
    public String note() {
        Tap current = inner;
        if (!trouble.isEmpty()) {
            return trouble;
        }
        String note = current == null ? "" : current.note();
        return spec.listen() + " is " + pipe + " until its server starts again" + (note.isEmpty() ? "" : "; " + note);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
