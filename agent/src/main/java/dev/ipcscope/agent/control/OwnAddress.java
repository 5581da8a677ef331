package dev.ipcscope.agent.control;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
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

    /** Refuses a spec that listens there or has it as its target, however it is spelled; may ask for a name's address. */
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
        if (endpoint == null || portOf(endpoint.substring(colon + 1).strip()) != port) {
            return false;
        }
        String other = bare(endpoint.substring(0, Math.max(0, colon)));
        String ours = bare(host);
        if (other.isEmpty() || other.equalsIgnoreCase(ours)) {
            return true;
        }
        List<InetAddress> others = addresses(other);
        List<InetAddress> own = addresses(ours);
        // Which address of this machine is bound can't be told from a URL, so all of them count as one.
        return others.stream().anyMatch(own::contains)
                || others.stream().anyMatch(OwnAddress::isHere) && own.stream().anyMatch(OwnAddress::isHere);
    }

    private static int portOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1; // the mechanism says what is wrong with it
        }
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static String bare(String host) {
        String text = host.strip();
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }
}
