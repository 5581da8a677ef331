package dev.ipcscope.agent.mechanism.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * An operating-system error behind a Java exception. Java tells only the words, so the number is found by them: errno of
 * Linux (asm-generic/errno.h) or WSA errors of Windows (winsock2.h). Where the words are in the machine's own language
 * the exception's class decides.
 *
 * @param code 0 when it isn't known
 * @param words in English when the code is known
 */
record SocketFailure(int code, String words) {

    private record Known(String words, int linux, int windows, List<String> said) {}

    private static final Known REFUSED = new Known("Connection refused", 111, 10061, List.of("refused"));
    private static final Known UNREACHABLE = new Known(
            "No route to host", 113, 10065, List.of("no route to host", "host is unreachable", "host unreachable"));
    private static final Known IN_USE =
            new Known("Address already in use", 98, 10048, List.of("address already in use", "only one usage"));
    private static final List<Known> ALL = List.of(
            REFUSED,
            UNREACHABLE,
            IN_USE,
            new Known("Connection timed out", 110, 10060, List.of("timed out")),
            new Known("Network is unreachable", 101, 10051, List.of("network is unreachable", "unreachable network")),
            new Known("Connection reset by peer", 104, 10054, List.of("connection reset", "forcibly closed")),
            new Known("Broken pipe", 32, 10053, List.of("broken pipe", "connection was aborted", "connection abort")),
            new Known(
                    "Cannot assign requested address",
                    99,
                    10049,
                    List.of("cannot assign requested address", "not valid in its context")),
            new Known("Permission denied", 13, 10013, List.of("permission denied", "access permissions")),
            new Known("Operation not permitted", 1, 10013, List.of("operation not permitted")),
            new Known("Too many open files", 24, 10024, List.of("too many open files")),
            new Known("No buffer space available", 105, 10055, List.of("no buffer space", "lacked sufficient buffer")),
            new Known("Message too long", 90, 10040, List.of("message too long", "larger than the internal")),
            new Known("Invalid argument", 22, 10022, List.of("invalid argument")));

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    /** What the exception means on this machine. */
    static SocketFailure of(IOException e) {
        return of(e, WINDOWS);
    }

    /** ECONNREFUSED. */
    static SocketFailure refused() {
        return of(REFUSED, WINDOWS);
    }

    static SocketFailure of(IOException e, boolean windows) {
        String said = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
        if (e instanceof UnknownHostException) {
            return new SocketFailure(windows ? 11001 : -2, "Name or service not known");
        }
        for (Known known : ALL) {
            if (known.said.stream().anyMatch(said::contains)) {
                return of(known, windows);
            }
        }
        if (e instanceof PortUnreachableException || e instanceof ConnectException) {
            return of(REFUSED, windows);
        }
        if (e instanceof NoRouteToHostException) {
            return of(UNREACHABLE, windows);
        }
        if (e instanceof BindException) {
            return of(IN_USE, windows);
        }
        return new SocketFailure(0, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static SocketFailure of(Known known, boolean windows) {
        return new SocketFailure(windows ? known.windows : known.linux, known.words);
    }

    /** Words and number. */
    @Override
    public String toString() {
        return code == 0 ? words : words + " (" + code + ")";
    }
}
