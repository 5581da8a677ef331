package dev.ipcscope.server.page;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Bytes in the notations that people paste elsewhere. */
final class CopyAs {

    private CopyAs() {}

    /** Empty when there is no such form. */
    static Optional<String> of(String form, byte[] bytes) {
        return Optional.ofNullable(
                switch (form) {
                    case "hex" -> HexFormat.of().formatHex(bytes);
                    case "hexdump" -> HexDump.plain(bytes);
                    case "text" -> PayloadText.read(bytes, Integer.MAX_VALUE);
                    case "c" -> "const unsigned char data[" + bytes.length + "] = {\n" + list(bytes, false) + "};\n";
                    case "java" -> "byte[] data = {\n" + list(bytes, true) + "};\n";
                    case "python" -> python(bytes);
                    case "base64" -> Base64.getEncoder().encodeToString(bytes);
                    default -> null;
                });
    }

    private static String list(byte[] bytes, boolean java) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            out.append(i % 12 == 0 ? "    " : " ");
            out.append(java && bytes[i] < 0 ? "(byte) " : "");
            out.append(String.format(Locale.ROOT, "0x%02x", bytes[i]));
            out.append(i == bytes.length - 1 ? "\n" : i % 12 == 11 ? ",\n" : ",");
        }
        return out.toString();
    }

    private static String python(byte[] bytes) {
        StringBuilder out = new StringBuilder("b\"");
        for (byte b : bytes) {
            if (b == '"' || b == '\\') {
                out.append('\\').append((char) b);
            } else if (b >= 0x20 && b < 0x7f) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "\\x%02x", b));
            }
        }
        return out.append('"').toString();
    }
}
