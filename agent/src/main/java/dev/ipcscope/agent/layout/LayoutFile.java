package dev.ipcscope.agent.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads layout files; the format stands in the package's description. */
public final class LayoutFile {

    /** No layout file is larger, in bytes. */
    public static final int MAX_BYTES = 64 << 10;

    /** No layout has more fields. */
    public static final int MAX_FIELDS = 1000;

    /** No field ends behind this offset. */
    public static final int MAX_END = 16 << 20;

    private static final int MAX_NAME = 64;
    private static final Pattern FIELD_TYPE = Pattern.compile("([a-z]+?[0-9]*)(le|be)?(?:\\[(\\d{1,9})])?");

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private boolean bigEndian;
    private List<String> sequence = List.of();
    private int sequenceLine;
    private int end;

    private LayoutFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException when it can't be read, naming it and what to do
     * @throws LayoutException when it isn't a layout
     */
    public static Layout read(Path file) throws IOException, LayoutException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("the layout file " + file + " is no regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException("the layout file " + file + " does not exist on this machine", e);
        } catch (IOException e) {
            throw new IOException("the layout file " + file + " can't be read: " + e.getMessage(), e);
        }
        try {
            return parse(bytes);
        } catch (LayoutException e) {
            throw new LayoutException(0, "the layout file " + file + ", " + e.getMessage());
        }
    }

    /** Reads a file's bytes. */
    public static Layout parse(byte[] bytes) throws LayoutException {
        if (bytes.length > MAX_BYTES) {
            throw new LayoutException(0, "a layout has at most " + MAX_BYTES + " bytes");
        }
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new LayoutException(0, "a layout is UTF-8 text; this isn't");
        }
    }

    /** Reads a file's text. */
    public static Layout parse(String text) throws LayoutException {
        LayoutFile reader = new LayoutFile();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!content.isEmpty()) {
                reader.line(number, content.split("\\s+"));
            }
        }
        return new Layout(new ArrayList<>(reader.fields.values()), reader.counter());
    }

    private void line(int number, String[] words) throws LayoutException {
        switch (words[0]) {
            case "endian" -> {
                if (words.length != 2 || !words[1].equals("little") && !words[1].equals("big")) {
                    throw new LayoutException(number, "'endian little' or 'endian big'");
                }
                bigEndian = words[1].equals("big");
            }
            case "seqlock" -> sequence(number, words, 1);
            case "counters" -> sequence(number, words, 2);
            default -> field(number, words);
        }
    }

    private void sequence(int number, String[] words, int names) throws LayoutException {
        if (words.length != names + 1) {
            throw new LayoutException(
                    number, names == 1 ? "'seqlock FIELD'" : "'counters BEGIN END': the names of two fields");
        }
        if (!sequence.isEmpty()) {
            throw new LayoutException(number, "line " + sequenceLine + " has said it already");
        }
        sequence = Arrays.asList(words).subList(1, words.length);
        sequenceLine = number;
    }

    private @Nullable SequenceCounter counter() throws LayoutException {
        List<Field> counters = new ArrayList<>();
        for (String name : sequence) {
            Field field = fields.get(name);
            if (field == null) {
                throw new LayoutException(sequenceLine, "there is no field '" + cut(name) + "'");
            }
            String type = field.type().word();
            if (field.count() != 1 || !type.startsWith("u") && !type.startsWith("i") || type.startsWith("unix")) {
                throw new LayoutException(sequenceLine, "'" + name + "' is no whole number");
            }
            counters.add(field);
        }
        if (counters.isEmpty()) {
            return null;
        }
        Field second = counters.size() == 1 ? null : counters.get(1);
        if (second != null
                && (second.type() != counters.get(0).type()
                        || second.bigEndian() != counters.get(0).bigEndian())) {
            throw new LayoutException(sequenceLine, "both counters must be of one type");
        }
        return new SequenceCounter(counters.get(0), second);
    }

    private void field(int number, String[] words) throws LayoutException {
        if (words.length != 3) {
            throw new LayoutException(
                    number,
                    "a field is 'OFFSET TYPE NAME', for example '0x08 u32 count'; this has " + words.length
                            + (words.length == 1 ? " word" : " words"));
        }
        if (fields.size() == MAX_FIELDS) {
            throw new LayoutException(number, "a layout has at most " + MAX_FIELDS + " fields");
        }
        Matcher form = FIELD_TYPE.matcher(words[1]);
        Type type = form.matches() ? Type.of(form.group(1)) : null;
        if (type == null) {
            throw new LayoutException(number, "no type '" + cut(words[1]) + "'; there are " + types());
        }
        if (type.isText() && form.group(3) == null) {
            throw new LayoutException(number, type.word() + " needs a length: " + type.word() + "[32]");
        }
        long count = form.group(3) == null ? 1 : Long.parseLong(form.group(3));
        long offset = words[0].equals("+") ? end : offset(number, words[0]);
        if (count == 0 || offset + count * type.size > MAX_END) {
            throw new LayoutException(number, "a field has 1 byte or more and ends at most at " + MAX_END);
        }
        boolean big = form.group(2) == null ? bigEndian : form.group(2).equals("be");
        Field field = new Field(name(number, words[2]), (int) offset, type, (int) count, big);
        if (fields.put(field.name(), field) != null) {
            throw new LayoutException(number, "there are two fields '" + field.name() + "'");
        }
        end = field.end();
    }

    private static long offset(int number, String word) throws LayoutException {
        try {
            long offset = word.startsWith("0x") || word.startsWith("0X")
                    ? Long.parseLong(word.substring(2), 16)
                    : Long.parseLong(word);
            if (offset >= 0 && offset <= MAX_END) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new LayoutException(
                number, "'" + cut(word) + "' is no offset: a number from 0 to " + MAX_END + ", 0x for hex, or +");
    }

    private static String name(int number, String word) throws LayoutException {
        boolean clean = word.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "_.-$".indexOf(c) >= 0);
        if (!clean || word.length() > MAX_NAME) {
            throw new LayoutException(
                    number,
                    "a field's name has up to " + MAX_NAME + " letters, digits and _ . - $, not '" + cut(word) + "'");
        }
        return word;
    }

    private static String types() {
        return Arrays.stream(Type.values()).map(Type::word).collect(Collectors.joining(" "));
    }

    /** A wrong word may be anything; not all of it is repeated. */
    private static String cut(String word) {
        String plain = word.codePoints()
                .limit(24)
                .map(c -> Character.isLetterOrDigit(c) || c > ' ' && c < 127 ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return word.length() > plain.length() ? plain + "…" : plain;
    }
}
