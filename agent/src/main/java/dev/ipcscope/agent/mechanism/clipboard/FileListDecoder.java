package dev.ipcscope.agent.mechanism.clipboard;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CF_HDROP: a DROPFILES structure, then the names of files, each ended by a zero, and one more zero.
 *
 * <p>Source: Microsoft, DROPFILES (shlobj_core.h).
 */
@AutoService(Decoder.class)
public final class FileListDecoder extends ClipboardDecoder {

    private static final int HEAD = 20;

    @Override
    public String id() {
        return "clipboard-files";
    }

    @Override
    public String title() {
        return "Files on the clipboard";
    }

    @Override
    @Nullable
    Decoded decode(String format, Payload payload) {
        if (!format.equals("CF_HDROP") || payload.bytes().length < HEAD) {
            return null;
        }
        Tree tree = new Tree(payload.bytes(), ByteOrder.LITTLE_ENDIAN);
        List<String> names = new ArrayList<>();
        String problem = "";
        try {
            read(tree, names);
        } catch (Malformed e) {
            problem = payload.isCut() ? "not all of it was kept" : String.valueOf(e.getMessage());
        }
        String many = names.size() == 1 ? "1 file: " : names.size() + " files: ";
        return new Decoded(title(), shortened(many + String.join(", ", names)), tree.finish(), problem);
    }

    private static void read(Tree tree, List<String> names) {
        int start = (int) Math.min(Integer.MAX_VALUE, tree.number(4, "Offset of the names"));
        tree.number(4, "Drop point x", null, x -> Integer.toString((int) x));
        tree.number(4, "Drop point y", null, y -> Integer.toString((int) y));
        tree.number(4, "Outside the client area", null, flag -> flag == 0 ? "no" : "yes");
        boolean wide = tree.number(4, "Characters", null, flag -> flag == 0 ? "ANSI" : "UTF-16") != 0;
        tree.seek(start);
        Charset charset = wide ? StandardCharsets.UTF_16LE : Charset.forName("windows-1252");
        int unit = wide ? 2 : 1;
        tree.open("Files");
        for (int length = length(tree, unit); length > 0; length = length(tree, unit)) {
            int at = tree.at();
            String name = new String(bytes(tree, length), charset);
            tree.skip(unit);
            tree.value("File", name, at, new Field("clipboard.file", name));
            names.add(name);
        }
        tree.skip(unit);
        tree.close(names.size() + " in all");
    }

    /** Bytes to the next zero. */
    private static int length(Tree tree, int unit) {
        int length = 0;
        while (tree.peek(length) > 0 || unit == 2 && tree.peek(length + 1) > 0) {
            length += unit;
        }
        if (length + unit > tree.left()) {
            throw new Malformed("the list of files ends without a zero");
        }
        return length;
    }

    private static byte[] bytes(Tree tree, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) tree.peek(i);
        }
        tree.skip(length);
        return bytes;
    }
}
