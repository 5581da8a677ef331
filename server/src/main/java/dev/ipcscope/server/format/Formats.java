package dev.ipcscope.server.format;

import java.util.List;
import java.util.stream.Collectors;

/** All formats. */
public final class Formats {

    private static final List<Format> ALL = List.of(new TextFormat(), new JsonLinesFormat(), new CsvFormat());

    private Formats() {}

    /** The format of this name; throws {@link IllegalArgumentException} that lists the names. */
    public static Format find(String name) {
        for (Format format : ALL) {
            if (format.name().equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("there is no format '" + name + "'; the formats are " + names());
    }

    /** The names, separated by commas. */
    public static String names() {
        return ALL.stream().map(Format::name).collect(Collectors.joining(", "));
    }
}
