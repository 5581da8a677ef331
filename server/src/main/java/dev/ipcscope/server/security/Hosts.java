package dev.ipcscope.server.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names under which a browser may call this server. A page of another site can have its own name resolve to our
 * address (DNS rebinding) and would then be of the same origin; but it can't change the name in the Host header.
 */
public final class Hosts {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::\\d{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[.+]");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final boolean anyAddress;

    /**
     * The names of a server that is bound to this address.
     *
     * @param bound as it was given
     * @param further names by which a proxy or DNS calls it
     */
    public Hosts(String bound, Set<String> further) {
        String plain = bound.toLowerCase(Locale.ROOT);
        boolean bare6 = plain.contains(":") && !plain.startsWith("[");
        names.add(bare6 ? "[" + plain + "]" : plain);
        further.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        anyAddress = plain.equals("0.0.0.0") || plain.equals("::") || plain.equals("[::]");
    }

    /** Whether a Host header names this server; the port doesn't matter, since it may be forwarded. */
    public boolean allow(@Nullable String header) {
        var form = HOST.matcher(header == null ? "" : header.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return false;
        }
        String name = form.group(1);
        // an address can't be rebound; a server bound to all of them may be called by any
        return names.contains(name) || anyAddress && ADDRESS.matcher(name).matches();
    }

    /** Whether this address is reached from this machine only. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
