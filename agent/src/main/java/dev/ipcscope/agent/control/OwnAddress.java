package dev.ipcscope.agent.control;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where ipcscope itself listens. A tap there would record its own recording, for ever more of it.
 *
 * @param host as it was given, a name or an address
 * @param port 0 when nothing listens
 */
public record OwnAddress(String host, int port) {

    /** Nothing is listening. */
    public static final OwnAddress NONE = new OwnAddress("", 0);

    private static final String TCP = "tcp:";
    private static final Set<String> HERE = Set.of("", "localhost", "0.0.0.0", "::", "::1", "*", "0:0:0:0:0:0:0:1");

    /** Refuses a spec that listens there or has it as its target. */
    void refuse(TapSpec spec) throws TapSpecException {
        boolean overTcp = spec.listen().startsWith(TCP); // a mechanism whose taps are those of tcp
        String listen = overTcp ? spec.listen().substring(TCP.length()) : spec.listen();
        boolean tcp = overTcp || spec.mechanism().equals("tcp");
        if (port != 0 && tcp && (isOwn(listen) || isOwn(spec.target()))) {
            throw new TapSpecException(0, "port " + port + " is ipcscope's own: a tap there would record itself");
        }
    }

    private boolean isOwn(@Nullable String endpoint) {
        int colon = endpoint == null ? -1 : endpoint.lastIndexOf(':');
        if (endpoint == null || !endpoint.substring(colon + 1).strip().equals(Integer.toString(port))) {
            return false;
        }
        String other = bare(endpoint.substring(0, Math.max(0, colon)));
        String ours = bare(host);
        return other.equals(ours) || isHere(other) && isHere(ours);
    }

    private static boolean isHere(String host) {
        return HERE.contains(host) || host.startsWith("127.");
    }

    private static String bare(String host) {
        String text = host.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }
}
