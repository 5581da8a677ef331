package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.win32.ClipboardContents;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A format of the clipboard.
 *
 * @param id its number
 * @param name as programs call it: {@code CF_UNICODETEXT}, or as it was registered: {@code HTML Format}
 */
record Format(int id, String name) {

    static final int TEXT = 1;
    static final int OEMTEXT = 7;
    static final int DIB = 8;
    static final int UNICODETEXT = 13;
    static final int HDROP = 15;
    static final int LOCALE = 16;
    static final int DIBV5 = 17;

    private static final int REGISTERED = 0xc000;
    private static final Map<Integer, String> STANDARD = Map.ofEntries(
            Map.entry(TEXT, "CF_TEXT"),
            Map.entry(2, "CF_BITMAP"),
            Map.entry(3, "CF_METAFILEPICT"),
            Map.entry(4, "CF_SYLK"),
            Map.entry(5, "CF_DIF"),
            Map.entry(6, "CF_TIFF"),
            Map.entry(OEMTEXT, "CF_OEMTEXT"),
            Map.entry(DIB, "CF_DIB"),
            Map.entry(9, "CF_PALETTE"),
            Map.entry(10, "CF_PENDATA"),
            Map.entry(11, "CF_RIFF"),
            Map.entry(12, "CF_WAVE"),
            Map.entry(UNICODETEXT, "CF_UNICODETEXT"),
            Map.entry(14, "CF_ENHMETAFILE"),
            Map.entry(HDROP, "CF_HDROP"),
            Map.entry(LOCALE, "CF_LOCALE"),
            Map.entry(DIBV5, "CF_DIBV5"),
            Map.entry(0x80, "CF_OWNERDISPLAY"),
            Map.entry(0x81, "CF_DSPTEXT"),
            Map.entry(0x82, "CF_DSPBITMAP"),
            Map.entry(0x83, "CF_DSPMETAFILEPICT"),
            Map.entry(0x8e, "CF_DSPENHMETAFILE"));

    /** Their handles are graphics, or mean something to their owner only. */
    private static final Set<Integer> NO_MEMORY = Set.of(2, 3, 9, 14, 0x80, 0x82, 0x83, 0x8e);

    /** The format of a number, as this machine calls it. */
    static Format of(int id) {
        String known = STANDARD.get(id);
        if (known != null) {
            return new Format(id, known);
        }
        String registered = id >= REGISTERED ? ClipboardContents.registeredName(id) : "";
        return new Format(id, registered.isEmpty() ? String.format(Locale.ROOT, "0x%04x", id) : registered);
    }

    /** Whether its handle is memory: not graphics, nor one of the ranges whose handles are their owner's own. */
    boolean isMemory() {
        return !NO_MEMORY.contains(id) && !(id >= 0x200 && id <= 0x3ff);
    }

    /** Whether it has this name; Windows takes names of formats without regard to case. */
    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Whether a person who writes this name or number means it. */
    boolean isCalled(String word) {
        return isNamed(word) || Integer.toString(id).equals(word);
    }
}
