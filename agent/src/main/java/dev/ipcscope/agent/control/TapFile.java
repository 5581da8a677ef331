package dev.ipcscope.agent.control;

import dev.ipcscope.agent.files.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of tap specs, the way around shells and code pages: UTF-8, one a line, {@code #} begins a comment line. */
public final class TapFile {

    private TapFile() {}

    /** A spec and the number of its line, from 1. */
    public record Line(int number, String spec) {}

    /** The specs in it, not yet checked; {@link IOException} in words when it can't be read. */
    public static List<String> read(Path file) throws IOException {
        return lines(file).stream().map(Line::spec).toList();
    }

    /** The same with the numbers of their lines. */
    public static List<Line> lines(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no tap file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IOException("the tap file " + file + " is not UTF-8: save it as UTF-8", e);
        } catch (IOException e) {
            throw new IOException("the tap file " + file + " can't be read: " + FileErrors.words(e), e);
        }
    }

    private static List<Line> parse(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        String marked = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : marked.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(new Line(number, line));
            }
        }
        return lines;
    }
}
