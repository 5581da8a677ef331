package dev.ipcscope.server.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures are read as other programs read them: the PNG is decoded by the JDK and compared pixel by pixel. */
class DibTest {

    private static ByteBuffer head(int size, int width, int height, int bits, int compression, int room) {
        return ByteBuffer.allocate(size + room)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) bits)
                .putInt(compression)
                .position(size);
    }

    /** The pixels as hex, a row a line. */
    private static String shown(ByteBuffer dib) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.of(Dib.of(dib.array()))));
        StringBuilder out = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                out.append(x == 0 ? "" : " ").append(String.format(Locale.ROOT, "%08x", image.getRGB(x, y)));
            }
            out.append('\n');
        }
        return out.toString();
    }

    @Test
    void rowsComeFromBelowOrFromAbove() throws Exception {
        int[] pixels = {0x112233, 0x445566, 0x778899, 0xaabbcc};
        ByteBuffer below = head(40, 2, 2, 32, 0, 16);
        ByteBuffer above = head(40, 2, -2, 32, 0, 16);
        for (int pixel : pixels) {
            below.putInt(pixel);
            above.putInt(pixel);
        }
        assertThat(shown(above)).isEqualTo("ff112233 ff445566\nff778899 ffaabbcc\n");
        assertThat(shown(below)).isEqualTo("ff778899 ffaabbcc\nff112233 ff445566\n");
    }

    @Test
    void rowsOf24BitsArePadded() throws Exception {
        ByteBuffer dib = head(40, 3, -2, 24, 0, 24);
        for (int row = 0; row < 2; row++) {
            for (int x = 0; x < 3; x++) {
                dib.put((byte) (row + 1)).put((byte) (x + 1)).put((byte) 0x70);
            }
            dib.put(new byte[3]);
        }
        assertThat(shown(dib)).isEqualTo("ff700101 ff700201 ff700301\nff700102 ff700202 ff700302\n");
    }

    @Test
    void coloursOfATableAreLookedUp() throws Exception {
        ByteBuffer one = head(40, 9, -1, 1, 0, 8 + 4).putInt(0x0000ff).putInt(0xff0000);
        one.put((byte) 0b01010101).put((byte) 0b10000000);
        assertThat(shown(one))
                .isEqualTo("ff0000ff ffff0000 ff0000ff ffff0000 ff0000ff ffff0000 ff0000ff ffff0000 ffff0000\n");
        ByteBuffer four = head(40, 3, -1, 4, 0, 64 + 4).position(40 + 4 * 7).putInt(0x070707);
        four.position(40 + 64).put((byte) 0x70).put((byte) 0x7f);
        assertThat(shown(four)).isEqualTo("ff070707 ff000000 ff070707\n");
        ByteBuffer few = head(40, 2, -1, 8, 0, 4 + 4);
        few.putInt(32, 1).putInt(0x123456).put((byte) 0).put((byte) 200);
        assertThat(shown(few)).isEqualTo("ff123456 ff000000\n");
    }

    @Test
    void masksSayWhereColoursAre() throws Exception {
        ByteBuffer fields =
                head(40, 2, -1, 16, 3, 12 + 4).putInt(0xf800).putInt(0x07e0).putInt(0x001f);
        fields.putShort((short) 0xf800).putShort((short) 0x07ff);
        assertThat(shown(fields)).isEqualTo("ffff0000 ff00ffff\n");
        ByteBuffer plain = head(40, 2, -1, 16, 0, 4).putShort((short) 0x7c00).putShort((short) 0x001f);
        assertThat(shown(plain)).isEqualTo("ffff0000 ff0000ff\n");
    }

    @Test
    void transparencyCountsUnlessItIsZeroEverywhere() throws Exception {
        ByteBuffer dib = head(124, 2, -1, 32, 3, 8);
        dib.putInt(40, 0xff0000).putInt(44, 0xff00).putInt(48, 0xff).putInt(52, 0xff000000);
        dib.putInt(0x80123456).putInt(0xff654321);
        assertThat(shown(dib)).isEqualTo("80123456 ff654321\n");
        dib.putInt(124, 0x00123456).putInt(128, 0x00654321);
        assertThat(shown(dib)).isEqualTo("ff123456 ff654321\n");
    }

    @Test
    void hostileSizesTakeNoMemory() {
        int[][] sizes = {
            {Integer.MAX_VALUE, Integer.MAX_VALUE}, {1 << 20, 1 << 20}, {1, Integer.MIN_VALUE}, {-1, 1}, {0, 1}, {1, 0}
        };
        for (int[] size : sizes) {
            assertThatThrownBy(
                            () -> Dib.of(head(40, size[0], size[1], 32, 0, 16).array()))
                    .as(Arrays.toString(size))
                    .isInstanceOf(PictureException.class);
        }
        assertThatThrownBy(() -> Dib.of(head(40, 4_096, 4_096, 32, 0, 16).array()))
                .hasMessageContaining("not all there");
        assertThatThrownBy(() -> Dib.of(head(40, 1, 1, 8, 1, 2_000).array())).hasMessageContaining("compressed (1)");
        assertThatThrownBy(
                        () -> Dib.of(head(40, 1, 1, 32, 0, 100).putInt(32, -1).array()))
                .hasMessageContaining("4294967295 colours");
        assertThatThrownBy(() -> Dib.of(new byte[3])).hasMessageContaining("no head");
    }

    @Test
    void whateverTheBytesItIsAPictureOrARefusal() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        int shown = 0;
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer dib = head(
                    new int[] {40, 52, 56, 108, 124}[random.nextInt(5)],
                    random.nextInt(12),
                    random.nextInt(24) - 12,
                    new int[] {1, 4, 8, 16, 24, 32}[random.nextInt(6)],
                    random.nextInt(7),
                    random.nextInt(1_200));
            byte[] bytes = dib.array();
            for (int n = random.nextInt(6); n > 0; n--) {
                bytes[random.nextInt(Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Png.of(Dib.of(bytes))).startsWith((byte) 0x89, 'P', 'N', 'G');
                shown++;
            } catch (PictureException e) {
                assertThat(e).hasMessageNotContaining("null");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dipcscope.seed=" + seed + ", round " + i, e);
            }
        }
        assertThat(shown).isPositive();
    }
}
