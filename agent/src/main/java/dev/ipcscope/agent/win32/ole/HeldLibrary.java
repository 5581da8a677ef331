package dev.ipcscope.agent.win32.ole;

import java.util.concurrent.atomic.AtomicLong;

/** A type library that stays loaded until this is closed. Any number of threads. */
public final class HeldLibrary implements AutoCloseable {

    private final AtomicLong library;

    /** Takes over the reference. */
    HeldLibrary(long library) {
        this.library = new AtomicLong(library);
    }

    /** Lets go of it, once. */
    @Override
    public void close() {
        ComCall.release(library.getAndSet(0));
    }
}
