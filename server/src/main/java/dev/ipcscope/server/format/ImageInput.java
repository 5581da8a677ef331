package dev.ipcscope.server.format;

import dev.ipcscope.agent.memory.MemoryImage;
import java.io.InputStream;

/** Reads a memory's bytes, so that large ones aren't copied as a whole. One thread. */
final class ImageInput extends InputStream {

    private final MemoryImage image;
    private final int end;
    private int at;

    /** From an offset to before another one. */
    ImageInput(MemoryImage image, int from, int end) {
        this.image = image;
        this.at = from;
        this.end = end;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public int read() {
        return at < end ? image.at(at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int given = Math.min(length, end - at);
        for (int i = 0; i < given; i++) {
            into[offset + i] = image.at(at + i);
        }
        at += given;
        return given == 0 && length > 0 ? -1 : given;
    }
}
