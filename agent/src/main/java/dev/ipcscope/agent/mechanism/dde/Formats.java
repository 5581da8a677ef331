package dev.ipcscope.agent.mechanism.dde;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** Names of clipboard formats. Source: Microsoft, "Standard Clipboard Formats" and RegisterClipboardFormat. */
final class Formats {

    static final int TEXT = 1;
    static final int UNICODE_TEXT = 13;

    private static final int REGISTERED = 0xc000;
    private static final Map<Integer, String> STANDARD = Map.ofEntries(
            Map.entry(1, "CF_TEXT"),
            Map.entry(2, "CF_BITMAP"),
            Map.entry(3, "CF_METAFILEPICT"),
            Map.entry(4, "CF_SYLK"),
            Map.entry(5, "CF_DIF"),
            Map.entry(6, "CF_TIFF"),
            Map.entry(7, "CF_OEMTEXT"),
            Map.entry(8, "CF_DIB"),
            Map.entry(9, "CF_PALETTE"),
            Map.entry(10, "CF_PENDATA"),
            Map.entry(11, "CF_RIFF"),
            Map.entry(12, "CF_WAVE"),
            Map.entry(13, "CF_UNICODETEXT"),
            Map.entry(14, "CF_ENHMETAFILE"),
            Map.entry(15, "CF_HDROP"),
            Map.entry(16, "CF_LOCALE"),
            Map.entry(17, "CF_DIBV5"));

    private final IntFunction<String> registered;

    /**
     * Asks for names that programs registered.
     *
     * @param registered gives the name of a format from 0xC000 on, or empty
     */
    Formats(IntFunction<String> registered) {
        this.registered = registered;
    }

    /** Its name, or its number in hex when it has none. */
    String name(int format) {
        String name = format >= REGISTERED ? registered.apply(format) : STANDARD.getOrDefault(format, "");
        return name.isEmpty() ? String.format(Locale.ROOT, "0x%04X", format) : name;
    }
}
