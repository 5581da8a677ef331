package dev.ipcscope.agent.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recovers arguments that Java has read in the wrong character set: under {@code LC_ALL=C} JDK 17 turns each byte beyond
 * ASCII into U+FFFD. Linux keeps what was really given in {@code /proc/self/cmdline} (proc(5)): the bytes of all
 * arguments, each followed by a zero.
 */
public final class Arguments {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /** The arguments as they were given, read as UTF-8; where that can't be found out, as Java has read them. */
    public static String[] recover(String[] args) {
        boolean ascii = String.join("", args).chars().allMatch(c -> c < 0x80);
        if (ascii || !Files.isReadable(COMMAND_LINE)) {
            return args;
        }
        try {
            return recover(args, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return args;
        }
    }

    /** The last arguments of a command line, as many as Java has handed on. */
    static String[] recover(String[] args, byte[] commandLine) {
        List<byte[]> given = split(commandLine);
        int skipped = given.size() - args.length;
        if (skipped < 0) {
            return args;
        }
        String[] recovered = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            byte[] bytes = given.get(skipped + i);
            recovered[i] = decode(bytes, args[i]);
            boolean plain = args[i].chars().allMatch(c -> c < 0x80);
            if (plain && !recovered[i].equals(args[i])) {
                return args; // not the same arguments: somebody has added or expanded some
            }
        }
        return recovered;
    }

    private static String decode(byte[] bytes, String otherwise) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return otherwise;
        }
    }

    private static List<byte[]> split(byte[] commandLine) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                parts.add(java.util.Arrays.copyOfRange(commandLine, from, i));
                from = i + 1;
            }
        }
        return parts;
    }
}
