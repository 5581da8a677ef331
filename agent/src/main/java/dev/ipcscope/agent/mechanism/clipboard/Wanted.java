package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which formats of a change are read. Pure.
 *
 * @param read how much
 * @param skip names or numbers of formats that aren't read
 * @param honours whether programs may ask that their contents aren't recorded
 */
record Wanted(Read read, Set<String> skip, boolean honours) {

    /** Set by a program, whatever its value: a monitor shall not look at the contents. */
    private static final Set<String> EXCLUDING =
            Set.of("ExcludeClipboardContentFromMonitorProcessing", "Clipboard Viewer Ignore");

    /** A number of four bytes: 0 says no, 1 says yes. */
    private static final String HISTORY = "CanIncludeInClipboardHistory";

    private static final String READ = "read";
    private static final String SKIP = "skip";
    private static final String PRIVATE = "private";

    /** The options of a tap spec. */
    static final Set<String> OPTIONS = Set.of(READ, SKIP, PRIVATE);

    /** How much is read. */
    enum Read {
        /** No contents: no program is made to render anything. */
        FORMATS,
        /** Each format but those that say the same in another form. */
        USUAL,
        /** Each format that is memory. */
        ALL
    }

    /** What a tap spec asks for. */
    static Wanted of(TapSpec spec) throws TapSpecException {
        String read = spec.option(READ);
        String hidden = spec.option(PRIVATE);
        if (hidden != null && !hidden.equals("keep") && !hidden.equals("leave")) {
            throw new TapSpecException(0, "private is leave or keep, not '" + hidden + "'");
        }
        String skip = spec.option(SKIP);
        Set<String> words = skip == null
                ? Set.of()
                : Arrays.stream(skip.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        return new Wanted(read(read), words, !"keep".equals(hidden));
    }

    private static Read read(@Nullable String word) throws TapSpecException {
        if (word == null) {
            return Read.USUAL;
        }
        return switch (word) {
            case "formats" -> Read.FORMATS;
            case "usual" -> Read.USUAL;
            case "all" -> Read.ALL;
            default -> throw new TapSpecException(0, "read is formats, usual or all, not '" + word + "'");
        };
    }

    /** The formats that ask not to be recorded. */
    List<Format> excluding(List<Format> formats) {
        return honours
                ? formats.stream()
                        .filter(format -> EXCLUDING.stream().anyMatch(format::isNamed))
                        .toList()
                : List.of();
    }

    /** The format whose value says whether the contents may be recorded, null when there is none. */
    @Nullable
    Format history(List<Format> formats) {
        return honours && read != Read.FORMATS
                ? formats.stream()
                        .filter(format -> format.isNamed(HISTORY))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Why each format isn't read; those that are read have an empty reason. In the order of the formats. */
    Map<Format, String> reasons(List<Format> formats) {
        Map<Format, String> reasons = new LinkedHashMap<>();
        for (Format format : formats) {
            reasons.put(format, reason(format, formats));
        }
        return reasons;
    }

    private String reason(Format format, List<Format> formats) {
        if (read == Read.FORMATS) {
            return "read=formats";
        }
        if (skip.stream().anyMatch(format::isCalled)) {
            return "skip=";
        }
        if (!format.isMemory()) {
            return "a handle, not bytes";
        }
        return read == Read.USUAL ? sameAs(format, formats) : "";
    }

    /** Windows itself makes the forms of text and of pictures out of each other. */
    private String sameAs(Format format, List<Format> formats) {
        int id = format.id();
        boolean text = id == Format.TEXT || id == Format.OEMTEXT || id == Format.LOCALE;
        if (text && has(formats, Format.UNICODETEXT)) {
            return readAs("text", Format.UNICODETEXT);
        }
        if (id == Format.OEMTEXT && has(formats, Format.TEXT)) {
            return readAs("text", Format.TEXT);
        }
        int first = formats.stream()
                .mapToInt(Format::id)
                .filter(other -> other == Format.DIB || other == Format.DIBV5)
                .findFirst()
                .orElse(id);
        boolean picture = id == Format.DIB || id == Format.DIBV5;
        return picture && id != first ? readAs("picture", first) : "";
    }

    /** Who leaves out one form of it doesn't want the same in another. */
    private String readAs(String what, int id) {
        Format form = Format.of(id);
        return skip.stream().anyMatch(form::isCalled)
                ? "the " + what + " would be read as " + form.name() + ", which skip= leaves out"
                : "the " + what + " is read as " + form.name();
    }

    private static boolean has(List<Format> formats, int id) {
        return formats.stream().anyMatch(format -> format.id() == id);
    }
}
