package dev.ipcscope.agent.mechanism.clipboard;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a device-independent bitmap.
 *
 * <p>Source: Microsoft, BITMAPINFOHEADER, BITMAPV5HEADER (wingdi.h).
 */
@AutoService(Decoder.class)
public final class DibDecoder extends ClipboardDecoder {

    private static final int V4 = 108;
    private static final int V5 = 124;
    private static final List<String> COMPRESSIONS =
            List.of("none", "RLE of 8 bits", "RLE of 4 bits", "none, by masks", "JPEG", "PNG", "none, by masks");

    @Override
    public String id() {
        return "clipboard-picture";
    }

    @Override
    public String title() {
        return "Picture on the clipboard";
    }

    @Override
    @Nullable
    Decoded decode(String format, Payload payload) {
        if (!format.equals("CF_DIB") && !format.equals("CF_DIBV5") || payload.bytes().length < 4) {
            return null;
        }
        Tree tree = new Tree(payload.bytes(), ByteOrder.LITTLE_ENDIAN);
        String problem = "";
        String what = "picture";
        try {
            what = read(tree);
        } catch (Malformed e) {
            problem = payload.isCut() ? "not all of it was kept" : String.valueOf(e.getMessage());
        }
        return new Decoded(title(), what, tree.finish(), problem);
    }

    private static String read(Tree tree) {
        long size = tree.number(4, "Size of the head");
        long width = tree.number(4, "Width", "clipboard.width", w -> Integer.toString((int) w));
        long height = tree.number(4, "Height", null, h -> (int) h + ((int) h < 0 ? ", the top row first" : ""));
        tree.number(2, "Planes");
        long bits = tree.number(2, "Bits a pixel");
        tree.number(4, "Compression", null, DibDecoder::compression);
        tree.number(4, "Bytes of the picture");
        tree.number(4, "Pixels a metre, across");
        tree.number(4, "Pixels a metre, down");
        tree.number(4, "Colours in the table");
        tree.number(4, "Colours that matter");
        if (size >= V4) {
            for (String mask : List.of("Red", "Green", "Blue", "Alpha")) {
                tree.number(4, mask + " mask", null, value -> String.format(Locale.ROOT, "0x%08x", value));
            }
            tree.number(4, "Colour space", null, value -> String.format(Locale.ROOT, "0x%08x", value));
            tree.bytes(36, "End points", "");
            tree.bytes(12, "Gamma", "");
        }
        if (size >= V5) {
            tree.number(4, "Intent");
            tree.number(4, "Profile's offset");
            tree.number(4, "Profile's size");
            tree.number(4, "Reserved");
        }
        long rows = Math.abs((long) (int) height);
        tree.value("Pixels", (int) width + " × " + rows, tree.at(), new Field("clipboard.height", rows));
        return "picture " + (int) width + " × " + rows + ", " + bits + " bits a pixel";
    }

    private static String compression(long value) {
        return value < COMPRESSIONS.size() ? COMPRESSIONS.get((int) value) : Long.toUnsignedString(value);
    }
}
