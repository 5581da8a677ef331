package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.win32.SectionView;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A section that is looked at again and again. Once a second it is mapped anew, so that a name which has come to mean
 * another section or none is noticed; doing so for each look would cost more than the look. One that a file is behind is
 * only mapped while it is looked at: a view keeps its file from being cut.
 */
final class WatchedSection implements Memory {

    private static final long STAYS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private @Nullable SectionView view;
    private long size;
    private boolean ofFile;
    private long mapped;

    WatchedSection(String name) throws IOException {
        this.name = name;
        open();
    }

    /**
     * Finds out what the name means now.
     *
     * @throws dev.ipcscope.agent.win32.Win32Exception when it means no section; the memory can still be looked at
     */
    void renew() throws IOException {
        SectionView old = view;
        if (old != null && System.nanoTime() - mapped < STAYS_NANOS) {
            return;
        }
        take(SectionView.open(name, Protocol.MAX_MESSAGE));
        if (old != null) {
            old.close();
        }
    }

    private void open() throws IOException {
        take(SectionView.open(name, Protocol.MAX_MESSAGE));
    }

    private void take(SectionView fresh) {
        view = fresh;
        size = fresh.size();
        ofFile = fresh.isOfFile();
        mapped = System.nanoTime();
    }

    @Override
    public long length() {
        return size;
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
        SectionView current = view;
        if (current != null) {
            current.read(at, into);
        }
    }

    @Override
    public boolean mayDiffer(long at, ByteBuffer known) {
        SectionView current = view;
        return current == null
                || !current.isWhole()
                || ofFile
                || current.bytes().slice((int) at, known.remaining()).mismatch(known) >= 0;
    }

    @Override
    public boolean isThere() {
        return view != null;
    }

    @Override
    public void rest() {
        if (ofFile) {
            close();
        }
    }

    @Override
    public void close() {
        SectionView current = view;
        view = null;
        if (current != null) {
            current.close();
        }
    }
}
