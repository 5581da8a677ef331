package dev.ipcscope.agent.mechanism.dde;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import dev.ipcscope.agent.model.Conversation;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cells as Excel sends them by DDE, and puts them on the clipboard: the format XlTable.
 *
 * <pre>
 *   word tdtTable, word 4, word rows, word columns
 *   word type, word size, so many bytes: cells row by row, those of one type that follow each other in one block
 *   …
 * </pre>
 *
 * <p>Source: Microsoft, "Microsoft Excel 97 Developer's Kit", "Fast Table Format".
 */
@AutoService(Decoder.class)
public final class XlTableDecoder implements Decoder {

    static final String FORMAT = "XlTable";

    private static final Charset ANSI = Charset.forName("windows-1252");
    private static final int TABLE = 0x10;
    private static final int CELLS_IN_LINE = 8;
    private static final Map<Integer, String> TYPES = Map.of(
            TABLE,
            "table",
            1,
            "numbers",
            2,
            "texts",
            3,
            "booleans",
            4,
            "errors",
            5,
            "blank",
            6,
            "integers",
            7,
            "skipped");
    private static final Map<Integer, String> ERRORS =
            Map.of(0, "#NULL!", 7, "#DIV/0!", 15, "#VALUE!", 23, "#REF!", 29, "#NAME?", 36, "#NUM!", 42, "#N/A");

    @Override
    public String id() {
        return "dde-xltable";
    }

    @Override
    public String title() {
        return "Cells of a table (XlTable)";
    }

    @Override
    public boolean remembers() {
        return false;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        boolean possible = conversation.mechanism().equals(DdeMechanism.ID)
                || conversation.mechanism().equals("clipboard");
        return possible ? this::decode : null;
    }

    private @Nullable Decoded decode(Payload payload) {
        if (!FORMAT.equals(payload.attributes().get("format")) || payload.bytes().length == 0) {
            return null; // a question for such a value has none
        }
        Reader reader = new Reader(payload.bytes());
        String problem = reader.read(payload.isCut());
        return new Decoded(title(), reader.line(), reader.tree.finish(), problem);
    }

    /** The cells in a line. */
    static String line(byte[] value) {
        Reader reader = new Reader(value);
        reader.read(false);
        return reader.line();
    }

    /** Reads one value. */
    private static final class Reader {
        private final Tree tree;
        private final List<String> first = new ArrayList<>();
        private long rows;
        private long columns;
        private long cells;

        Reader(byte[] bytes) {
            tree = new Tree(bytes, ByteOrder.LITTLE_ENDIAN);
        }

        String read(boolean cut) {
            try {
                long type = tree.number(2, "Type", null, Reader::type);
                long size = tree.number(2, "Bytes");
                if (type != TABLE || size != 4) {
                    throw new Malformed("it doesn't begin with the size of a table");
                }
                rows = tree.number(2, "Rows", "dde.rows", Long::toString);
                columns = tree.number(2, "Columns", "dde.columns", Long::toString);
                while (cells < rows * columns) {
                    block();
                }
                if (tree.left() > 0) { // memory blocks are rounded up
                    tree.bytes(tree.left(), "Unused", tree.left() + " bytes");
                }
                return "";
            } catch (Malformed e) {
                return cut ? "not all of it was kept" : String.valueOf(e.getMessage());
            }
        }

        private static String type(long type) {
            return TYPES.getOrDefault((int) type, "type 0x" + Long.toHexString(type));
        }

        private void block() {
            int type = tree.peek(0) | tree.peek(1) << 8;
            int size = tree.peek(2) | tree.peek(3) << 8;
            tree.open(tree.left() < 4 ? "Cells" : type(type));
            tree.skip(4);
            if (size > tree.left()) {
                throw new Malformed("a block of " + size + " bytes begins where " + tree.left() + " are left");
            }
            long before = cells;
            int end = tree.at() + size;
            switch (type) {
                case 1 -> all(end, () -> Double.toString(Double.longBitsToDouble(eight())));
                case 2 -> texts(end);
                case 3 -> all(end, () -> two() == 0 ? "FALSE" : "TRUE");
                case 4 -> all(end, () -> error(two()));
                case 5, 7 -> blank(type == 5 ? "blank" : "skipped");
                case 6 -> all(end, () -> Integer.toString(two()));
                default -> throw new Malformed("a block is of the unknown type 0x" + Integer.toHexString(type));
            }
            if (tree.at() != end || cells == before) {
                throw new Malformed("a block of " + type(type) + " can't have " + size + " bytes");
            }
            tree.close(cells - before == 1 ? "1 cell" : cells - before + " cells");
        }

        private int two() {
            int value = tree.peek(0) | tree.peek(1) << 8;
            tree.skip(2);
            return value;
        }

        private long eight() {
            long value = 0;
            for (int i = 7; i >= 0; i--) {
                value = value << 8 | tree.peek(i) & 0xff;
            }
            tree.skip(8);
            return value;
        }

        private static String error(int code) {
            return ERRORS.getOrDefault(code, "error " + code);
        }

        private void all(int end, Supplier<String> next) {
            while (tree.at() < end) {
                int offset = tree.at();
                cell(next.get(), offset);
            }
        }

        private void texts(int end) {
            while (tree.at() < end) {
                int offset = tree.at();
                int length = tree.peek(0);
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) tree.peek(1 + i);
                }
                tree.skip(1 + length);
                cell(new String(bytes, ANSI), offset);
            }
        }

        private void blank(String what) {
            int offset = tree.at();
            int count = two();
            remember(count == 0 ? List.of() : List.of(count == 1 ? what : count + " " + what));
            tree.value(place(), count + " " + what, offset, null);
            cells += count;
        }

        private void cell(String text, int offset) {
            remember(List.of(text));
            tree.value(place(), text, offset, new Field("dde.cell", text));
            cells++;
        }

        private String place() {
            return columns == 0 ? "Cell" : "R" + (1 + cells / columns) + "C" + (1 + cells % columns);
        }

        private void remember(List<String> texts) {
            if (first.size() <= CELLS_IN_LINE) {
                first.addAll(texts);
            }
        }

        String line() {
            boolean all = first.size() <= CELLS_IN_LINE;
            return "table of " + rows + " × " + columns + ": "
                    + String.join(", ", all ? first : first.subList(0, CELLS_IN_LINE)) + (all ? "" : ", …");
        }
    }
}
