package dev.ipcscope.server.format;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer's bytes, so that large ones aren't copied as a whole. One thread. */
final class BufferInput extends InputStream {

    private final ByteBuffer rest;

    BufferInput(ByteBuffer rest) {
        this.rest = rest;
    }

    @Override
    public int read() {
        return rest.hasRemaining() ? rest.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int given = Math.min(length, rest.remaining());
        rest.get(into, offset, given);
        return given == 0 && length > 0 ? -1 : given;
    }
}
