package dev.ipcscope.server.picture;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The head of a device-independent bitmap as it stands on the clipboard, without a file's head. Every size in it has been
 * checked against limits and against the bytes that there are.
 *
 * <p>Source: Microsoft, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER (wingdi.h), "Bitmap Header Types".
 *
 * @param width in pixels
 * @param height in pixels
 * @param topDown whether the first row is the top one
 * @param bits of a pixel: 1, 4, 8, 16, 24 or 32
 * @param masks where red, green, blue and alpha stand in a pixel of 16 or 32 bits; alpha 0: there is none
 * @param palette where the colours begin
 * @param colours how many there are
 * @param pixels where the rows begin
 * @param stride bytes of a row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DibHead(
        int width,
        int height,
        boolean topDown,
        int bits,
        int[] masks,
        int palette,
        int colours,
        int pixels,
        int stride) {

    private static final int MOST_PIXELS = 1 << 24;
    private static final int INFO = 40;
    private static final int V2 = 52;
    private static final int V3 = 56;
    private static final Set<Integer> SIZES = Set.of(INFO, V2, V3, 108, 124);
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;

    /** Reads one; the buffer is little endian and begins with the head. */
    static DibHead of(ByteBuffer bytes) throws PictureException {
        int size = bytes.limit() < INFO ? 0 : bytes.getInt(0);
        if (!SIZES.contains(size) || bytes.limit() < size) {
            throw new PictureException("it has no head of a bitmap");
        }
        int width = bytes.getInt(4);
        long signedHeight = bytes.getInt(8);
        long height = Math.abs(signedHeight);
        int bits = bytes.getShort(14) & 0xffff;
        int compression = bytes.getInt(16);
        check(width, height, bytes.getShort(12) & 0xffff, bits);
        boolean fields = compression == BITFIELDS || compression == ALPHA_BITFIELDS;
        if (compression != RGB && !(fields && (bits == 16 || bits == 32))) {
            throw new PictureException("its pixels are compressed (" + Integer.toUnsignedString(compression) + ")");
        }
        int masksBehind = size == INFO && fields ? (compression == BITFIELDS ? 12 : 16) : 0;
        long colours = colours(bytes.getInt(32), bits);
        long stride = (((long) width * bits + 31) / 32) * 4;
        long pixels = size + masksBehind + 4 * colours;
        if (pixels + stride * height > bytes.limit()) {
            throw new PictureException("its pixels are not all there: " + width + " × " + height + " of " + bits
                    + " bits are more than the " + bytes.limit() + " bytes that were kept");
        }
        return new DibHead(
                width,
                (int) height,
                signedHeight < 0,
                bits,
                masks(bytes, size, fields, compression, bits),
                size + masksBehind,
                (int) colours,
                (int) pixels,
                (int) stride);
    }

    private static void check(int width, long height, int planes, int bits) throws PictureException {
        if (planes != 1 || !Set.of(1, 4, 8, 16, 24, 32).contains(bits)) {
            throw new PictureException("it has " + planes + " planes of " + bits + " bits a pixel");
        }
        if (width <= 0 || height == 0 || width * height > MOST_PIXELS) {
            throw new PictureException("it is " + width + " × " + height + " pixels; at most " + MOST_PIXELS
                    + " are shown, and at least one");
        }
    }

    /** A table stands also before pixels that don't need it. */
    private static long colours(int used, int bits) throws PictureException {
        long count = Integer.toUnsignedLong(used);
        long most = bits <= 8 ? 1L << bits : 256;
        if (count > most) {
            throw new PictureException("it says that it has " + count + " colours");
        }
        return bits <= 8 && count == 0 ? most : count;
    }

    private static int[] masks(ByteBuffer bytes, int size, boolean fields, int compression, int bits)
            throws PictureException {
        if (!fields) {
            int alpha = size >= V3 && bits == 32 ? bytes.getInt(52) : 0;
            return bits == 16
                    ? new int[] {0x7c00, 0x03e0, 0x001f, 0}
                    : new int[] {0xff0000, 0xff00, 0xff, alpha == 0xff000000 ? alpha : 0};
        }
        boolean alpha = size >= V3 || compression == ALPHA_BITFIELDS;
        if (bytes.limit() < INFO + (alpha ? 16 : 12)) {
            throw new PictureException("its masks are not there");
        }
        return new int[] {bytes.getInt(40), bytes.getInt(44), bytes.getInt(48), alpha ? bytes.getInt(52) : 0};
    }
}
