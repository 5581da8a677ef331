package dev.ipcscope.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output as bytes; unlike a PrintStream it notices when nobody reads. */
final class Stdout {

    private static final int BUFFER = 64 << 10;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    /** Writes a line as UTF-8. */
    void line(String text) throws BrokenPipeException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    /** Writes all of it, piece by piece as it comes; returns how many bytes there were. */
    long copy(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long written = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            write(buffer, n);
            written += n;
        }
        return written;
    }

    private void write(byte[] bytes, int length) throws BrokenPipeException {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw new BrokenPipeException(e);
        }
    }
}
