package dev.ipcscope.server.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A device-independent bitmap, row by row. */
public final class Dib {

    private final ByteBuffer bytes;
    private final DibHead head;
    private final boolean opaque;

    private Dib(ByteBuffer bytes, DibHead head) {
        this.bytes = bytes;
        this.head = head;
        this.opaque = head.masks()[3] == 0 || isAllTransparent();
    }

    /**
     * Reads one; the bytes aren't copied.
     *
     * @throws PictureException when it isn't one, when it is compressed or too large, or when pixels are missing
     */
    public static Dib of(byte[] payload) throws PictureException {
        ByteBuffer bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        return new Dib(bytes, DibHead.of(bytes));
    }

    /** In pixels. */
    public int width() {
        return head.width();
    }

    /** In pixels. */
    public int height() {
        return head.height();
    }

    /** Red, green, blue and alpha of each pixel of a row, counted from the top. */
    void row(int y, byte[] rgba) {
        int at = head.pixels() + (head.topDown() ? y : head.height() - 1 - y) * head.stride();
        for (int x = 0; x < head.width(); x++) {
            int colour = colour(at, x);
            rgba[4 * x] = (byte) (colour >> 16);
            rgba[4 * x + 1] = (byte) (colour >> 8);
            rgba[4 * x + 2] = (byte) colour;
            rgba[4 * x + 3] = (byte) (colour >>> 24);
        }
    }

    private int colour(int row, int x) {
        return switch (head.bits()) {
            case 1, 4, 8 -> table(row, x);
            case 16 -> masked(bytes.getShort(row + 2 * x) & 0xffff);
            case 24 ->
                0xff000000
                        | (bytes.get(row + 3 * x + 2) & 0xff) << 16
                        | (bytes.get(row + 3 * x + 1) & 0xff) << 8
                        | bytes.get(row + 3 * x) & 0xff;
            default -> masked(bytes.getInt(row + 4 * x));
        };
    }

    private int table(int row, int x) {
        int bits = head.bits();
        int all = bytes.get(row + x * bits / 8) & 0xff;
        int index = all >> 8 - bits - x * bits % 8 & (1 << bits) - 1;
        return index < head.colours() ? 0xff000000 | bytes.getInt(head.palette() + 4 * index) : 0xff000000;
    }

    private int masked(int pixel) {
        int[] masks = head.masks();
        int alpha = opaque ? 0xff : part(pixel, masks[3]);
        return alpha << 24 | part(pixel, masks[0]) << 16 | part(pixel, masks[1]) << 8 | part(pixel, masks[2]);
    }

    /** What a mask lets through, from 0 to 255. */
    private static int part(int pixel, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask) >>> shift;
        return (int) ((Integer.toUnsignedLong(pixel & mask) >>> shift) * 255 / most);
    }

    /** Programs that know nothing of alpha leave it 0 everywhere. */
    private boolean isAllTransparent() {
        if (head.bits() < 16 || head.bits() == 24) {
            return true;
        }
        for (int y = 0; y < head.height(); y++) {
            for (int x = 0; x < head.width(); x++) {
                int row = head.pixels() + y * head.stride();
                int pixel = head.bits() == 16 ? bytes.getShort(row + 2 * x) : bytes.getInt(row + 4 * x);
                if ((pixel & head.masks()[3]) != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
