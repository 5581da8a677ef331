package dev.ipcscope.agent.wire;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Conversation} as a CBOR array: {@code [number, mechanism, endpoint, tap, policy, opened, client, server,
 * clientAddress|null, serverAddress|null]}, a process as {@code [pid, tid, name, path, command, user]} of values or
 * null. Texts are cut to {@link #MAX_CHARS}, command lines to {@link #MAX_COMMAND}, so that its size is bounded.
 */
final class ConversationCodec {

    /** UTF-16 units of one text; three bytes each at most. */
    static final int MAX_CHARS = 4096;

    /** UTF-16 units of a command line. */
    static final int MAX_COMMAND = 16384;

    /** No conversation takes more bytes. */
    static final int MAX_BYTES = 11 * (MAX_CHARS * 3 + 8) + 2 * (MAX_COMMAND * 3 + 8) + 128;

    private ConversationCodec() {}

    static void write(Conversation c, CborWriter out) {
        out.array(10);
        out.number(c.number());
        out.text(cut(c.mechanism()));
        out.text(cut(c.endpoint()));
        out.text(cut(c.tap()));
        out.number(c.policy().ordinal());
        out.number(c.opened());
        process(c.client(), out);
        process(c.server(), out);
        orNull(c.clientAddress(), out);
        orNull(c.serverAddress(), out);
    }

    static Conversation read(CborReader in) {
        in.array(10);
        long number = in.unsigned();
        String mechanism = in.text();
        String endpoint = in.text();
        String tap = in.text();
        long policy = in.unsigned();
        return new Conversation(
                number,
                mechanism,
                endpoint,
                tap,
                Policy.of((int) Math.min(policy, 99)),
                in.number(),
                process(in),
                process(in),
                text(in),
                text(in));
    }

    private static void process(ProcessInfo p, CborWriter out) {
        out.array(6);
        orNull(p.pid(), out);
        orNull(p.tid(), out);
        orNull(p.name(), out);
        orNull(p.path(), out);
        String command = p.command();
        if (command == null) {
            out.nothing();
        } else {
            out.text(cut(command, MAX_COMMAND));
        }
        orNull(p.user(), out);
    }

    private static ProcessInfo process(CborReader in) {
        in.array(6);
        return new ProcessInfo(number(in), number(in), text(in), text(in), text(in), text(in));
    }

    private static @Nullable Long number(CborReader in) {
        return in.nothing() ? null : in.number();
    }

    private static @Nullable String text(CborReader in) {
        return in.nothing() ? null : in.text();
    }

    private static void orNull(@Nullable String text, CborWriter out) {
        if (text == null) {
            out.nothing();
        } else {
            out.text(cut(text));
        }
    }

    private static void orNull(@Nullable Long number, CborWriter out) {
        if (number == null) {
            out.nothing();
        } else {
            out.number(number);
        }
    }

    /** At least as many bytes as {@link #write} will take. */
    static int bound(Conversation c) {
        return 160
                + 3 * (length(c.mechanism()) + length(c.endpoint()) + length(c.tap()) + length(c.clientAddress()))
                + 3 * length(c.serverAddress())
                + bound(c.client())
                + bound(c.server());
    }

    private static int bound(ProcessInfo p) {
        return 3 * (length(p.name()) + length(p.path()) + length(p.user()))
                + 3
                        * (p.command() == null
                                ? 0
                                : Math.min(MAX_COMMAND, p.command().length()));
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : Math.min(MAX_CHARS, text.length());
    }

    static String cut(String text) {
        return cut(text, MAX_CHARS);
    }

    /** Cuts before a surrogate pair, never within; the sign at the end shows that it was cut. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
