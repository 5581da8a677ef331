package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.win32.SectionView;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A section that is looked at again and again. Once a second it is mapped anew, so that a name which has come to mean
 * another section or none is noticed; doing so for each look would cost more than the look. While nothing changes, every
 * two seconds do. One that a file is behind is only mapped while it is looked at: a view keeps its file from being cut.
 */
final class WatchedSection implements Memory {

    private static final long STAYS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STAYS_QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long QUIET_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private @Nullable SectionView view;
    private long size;
    private boolean ofFile;
    private long mapped;
    private long changed = System.nanoTime();

    WatchedSection(String name) throws IOException {
        this.name = name;
        open();
    }

    /**
     * Finds out what the name means now.
     *
     * @return false when it means a section of another size; this memory is still the old one then
     * @throws dev.ipcscope.agent.win32.Win32Exception when it means no section; the memory can still be looked at
     */
    boolean renew() throws IOException {
        SectionView old = view;
        if (old != null && !mayBeReplaced()) {
            return true;
        }
        SectionView fresh = SectionView.open(name, Protocol.MAX_MESSAGE);
        if (old == null) {
            boolean same = fresh.size() == size;
            take(fresh);
            return same;
        }
        if (fresh.size() != size) {
            fresh.close();
            return false;
        }
        take(fresh);
        old.close();
        return true;
    }

    @Override
    public boolean mayBeReplaced() {
        long now = System.nanoTime();
        return view != null && now - mapped >= (now - changed < QUIET_AFTER_NANOS ? STAYS_NANOS : STAYS_QUIET_NANOS);
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
    public void rest(boolean changed) {
        if (changed) {
            this.changed = System.nanoTime();
        }
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
