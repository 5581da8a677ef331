package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.tap.TapSpecException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A host and a port as people write them: {@code 127.0.0.1:6380}, {@code [::1]:1}, {@code db.example:5432}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {

    /** Reads one; the column of an error counts from the text's beginning, {@code column} for its first character. */
    static HostPort parse(String text, int column) throws TapSpecException {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new TapSpecException(column, "'" + text + "' has no port: write it as 127.0.0.1:6380 or [::1]:6380");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]") && host.length() > 2) {
            host = host.substring(1, host.length() - 1);
            if (host.indexOf(':') < 0) {
                throw new TapSpecException(column, "'" + host + "' is not an IPv6 address");
            }
        } else if (host.indexOf(':') >= 0) {
            throw new TapSpecException(
                    column, "an IPv6 address stands in brackets: [" + host + "]:" + text.substring(colon + 1));
        } else if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '[' || c == ']')) {
            throw new TapSpecException(column, "'" + text + "' has no host: write it as 127.0.0.1:6380 or [::1]:6380");
        }
        return new HostPort(host, port(text.substring(colon + 1), column + colon + 1));
    }

    private static int port(String text, int column) throws TapSpecException {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new TapSpecException(column, "'" + text + "' is not a port from 0 to 65535");
        }
        int port = Integer.parseInt(text);
        if (port > 65_535) {
            throw new TapSpecException(column, "'" + text + "' is not a port from 0 to 65535");
        }
        return port;
    }

    /** As it was bound or connected. */
    static HostPort of(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : ip.getHostAddress();
        return new HostPort(ip instanceof Inet6Address ? shorten(host) : host, address.getPort());
    }

    /** RFC 5952 section 4.2: the longest run of zero groups, the first of equals, becomes {@code ::}. */
    private static String shorten(String address) {
        int zone = address.indexOf('%');
        String[] groups = (zone < 0 ? address : address.substring(0, zone)).split(":");
        int best = 0;
        int length = 1; // a single zero stays
        for (int i = 0; i < groups.length; i++) {
            int run = i;
            while (run < groups.length && groups[run].equals("0")) {
                run++;
            }
            if (run - i > length) {
                best = i;
                length = run - i;
            }
        }
        if (length > 1) {
            String before = String.join(":", List.of(groups).subList(0, best));
            String after = String.join(":", List.of(groups).subList(best + length, groups.length));
            return before + "::" + after + (zone < 0 ? "" : address.substring(zone));
        }
        return address;
    }

    /** The same host with another port. */
    HostPort withPort(int other) {
        return new HostPort(host, other);
    }

    /** True when nobody has to be asked for the address. */
    boolean isNumeric() {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    /** All addresses of the host, in the resolver's order; asks the network when it is a name. */
    List<InetSocketAddress> resolve() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** True when a connection to {@code target} would come to a socket that is bound to one of these addresses. */
    static boolean loops(List<InetSocketAddress> listen, List<InetSocketAddress> target) {
        return listen.stream().anyMatch(front -> target.stream().anyMatch(back -> loops(front, back)));
    }

    private static boolean loops(InetSocketAddress front, InetSocketAddress back) {
        if (front.getPort() == 0 || front.getPort() != back.getPort()) {
            return false;
        }
        InetAddress address = back.getAddress();
        boolean everywhere = front.getAddress().isAnyLocalAddress();
        return front.getAddress().equals(address)
                || address.isAnyLocalAddress() && front.getAddress().isLoopbackAddress()
                || everywhere
                        && (address.isAnyLocalAddress() || address.isLoopbackAddress() || LocalAddresses.has(address));
    }

    /** As people write it; an IPv6 address in brackets. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** As people write it. */
    static String print(InetSocketAddress address) {
        return of(address).toString();
    }

    /** True for IPv6. */
    static boolean isSix(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }
}
