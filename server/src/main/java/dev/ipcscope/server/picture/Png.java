package dev.ipcscope.server.picture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a picture as PNG: eight bits of red, green, blue and alpha, no filters, nothing that isn't needed.
 *
 * <p>Source: W3C, Portable Network Graphics (PNG) Specification, sections 5, 7, 10, 11.
 */
public final class Png {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] EIGHT_BITS_RGBA = {8, 6, 0, 0, 0};
    private static final int PIECE = 1 << 16;

    private Png() {}

    /** The whole file. */
    public static byte[] of(Dib picture) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(SIGNATURE);
            byte[] head = ByteBuffer.allocate(13)
                    .putInt(picture.width())
                    .putInt(picture.height())
                    .put(EIGHT_BITS_RGBA)
                    .array();
            chunk(out, "IHDR", head, head.length);
            Deflater deflater = new Deflater(Deflater.BEST_SPEED);
            try (OutputStream rows =
                    new DeflaterOutputStream(new BufferedOutputStream(new Pieces(out), PIECE), deflater, PIECE)) {
                rows(picture, rows);
            } finally {
                deflater.end();
            }
            chunk(out, "IEND", head, 0);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    private static void rows(Dib picture, OutputStream rows) throws IOException {
        byte[] row = new byte[4 * picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            picture.row(y, row);
            rows.write(0); // no filter
            rows.write(row);
        }
    }

    private static void chunk(OutputStream out, String type, byte[] data, int length) throws IOException {
        byte[] name = type.getBytes(US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.write(ByteBuffer.allocate(4).putInt(length).array());
        out.write(name);
        out.write(data, 0, length);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    /** Makes a chunk of pixels of each piece that it gets. */
    private static final class Pieces extends OutputStream {
        private final OutputStream out;

        Pieces(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            chunk(out, "IDAT", Arrays.copyOfRange(bytes, offset, offset + length), length);
        }
    }
}
