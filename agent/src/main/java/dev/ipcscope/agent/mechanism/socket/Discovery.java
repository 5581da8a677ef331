package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.process.ListeningSockets.Listening;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes endpoints of the sockets that wait for clients, each with a tap that would stand in front of it. */
final class Discovery {

    private static final int FRONT_OFFSET = 10_000;

    private Discovery() {}

    /** What somebody else than this process waits on. */
    static List<Endpoint> endpoints(String mechanism, String kind, List<Listening> found, long self) {
        Set<Integer> taken = new HashSet<>();
        found.forEach(listening -> taken.add(listening.address().getPort()));
        return found.stream()
                .filter(listening -> !isOnly(listening, self))
                .map(listening -> new Endpoint(
                        mechanism,
                        HostPort.print(listening.address()),
                        kind,
                        listening.processes(),
                        suggestion(mechanism, listening.address(), taken),
                        ""))
                .toList();
    }

    private static boolean isOnly(Listening listening, long pid) {
        return listening.processes().size() == 1
                && Long.valueOf(pid).equals(listening.processes().get(0).pid());
    }

    /** Listens on the same address, loopback where the server listens everywhere, 10,000 ports higher where that is free. */
    private static String suggestion(String mechanism, InetSocketAddress server, Set<Integer> taken) {
        HostPort target = HostPort.of(server);
        if (server.getAddress().isAnyLocalAddress()) {
            target = new HostPort(HostPort.isSix(server) ? "::1" : "127.0.0.1", server.getPort());
        }
        int port = server.getPort() + FRONT_OFFSET;
        boolean free = port <= 65_535 && !taken.contains(port);
        return mechanism + ":" + target.withPort(free ? port : 0) + "=" + target;
    }
}
