package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.win32.EndpointMap;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an endpoint mapper knows: an endpoint for each port, pipe or local name. */
final class RpcDiscovery {

    private static final System.Logger LOG = System.getLogger(RpcDiscovery.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration REMOTE_LIMIT = Duration.ofSeconds(10);
    private static final int FRONT_OFFSET = 10_000;
    private static final int MAX_PORT = 65_535;

    private RpcDiscovery() {}

    /** Empty where no endpoint mapper listens, as on most machines that aren't Windows. */
    static List<Endpoint> endpoints() {
        try {
            return endpoints("127.0.0.1", entries(), isWindows());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Windows is asked by its own functions, which know more than its TCP port tells; where they fail, by that. */
    private static List<EptEntry> entries() throws IOException {
        if (isWindows()) {
            try {
                return of(EndpointMap.elements());
            } catch (Win32Exception e) {
                LOG.log(Level.DEBUG, "{0}; its TCP port is asked", e.getMessage());
            }
        }
        return EndpointMapper.lookup(mapper("127.0.0.1"), LIMIT);
    }

    /** What Windows tells, as the mapper's own entries; bindings of unknown form are left out. */
    static List<EptEntry> of(List<EndpointMap.Element> elements) {
        List<EptEntry> entries = new ArrayList<>();
        for (EndpointMap.Element element : elements) {
            Tower tower = Tower.parse(element.uuid(), element.version(), element.binding());
            if (tower != null) {
                entries.add(new EptEntry(tower, element.annotation()));
            }
        }
        return entries;
    }

    /** What the endpoint mapper of another machine knows: {@code host} or {@code host:port}. */
    static List<Endpoint> endpoints(String host) throws IOException {
        InetSocketAddress mapper = mapper(host);
        if (mapper.isUnresolved()) {
            throw new IOException("the host " + mapper.getHostString() + " isn't known");
        }
        return endpoints(mapper.getHostString(), EndpointMapper.lookup(mapper, REMOTE_LIMIT), false);
    }

    private static InetSocketAddress mapper(String host) throws IOException {
        int colon = host.lastIndexOf(':');
        boolean port = colon > 0 && host.indexOf(':') == colon || host.contains("]:");
        String name = port ? host.substring(0, colon) : host;
        String number = port ? host.substring(colon + 1) : String.valueOf(EndpointMapper.PORT);
        if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > MAX_PORT) {
            throw new IOException("'" + number + "' in " + host + " is not a port");
        }
        return new InetSocketAddress(name, Integer.parseInt(number));
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    /** Each binding once, with its interfaces. */
    static List<Endpoint> endpoints(String host, List<EptEntry> entries, boolean windows) {
        Map<String, List<EptEntry>> bindings = new LinkedHashMap<>();
        for (EptEntry entry : entries) {
            String key = entry.tower().protocol() + " " + entry.tower().endpoint();
            bindings.computeIfAbsent(key, ignored -> new ArrayList<>()).add(entry);
        }
        return bindings.values().stream()
                .map(same -> endpoint(host, same, windows))
                .toList();
    }

    private static Endpoint endpoint(String asked, List<EptEntry> same, boolean windows) {
        Tower tower = same.get(0).tower();
        TreeSet<String> interfaces = new TreeSet<>();
        TreeSet<String> annotations = new TreeSet<>();
        for (EptEntry entry : same) {
            interfaces.add(entry.interfaceName());
            if (!entry.annotation().isEmpty()) {
                annotations.add(entry.annotation());
            }
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("interfaces", String.join(", ", interfaces));
        if (!annotations.isEmpty()) {
            facts.put("annotations", String.join(", ", annotations));
        }
        return switch (tower.protocol()) {
            case "ncacn_ip_tcp" -> tcp(asked, tower, facts);
            case "ncacn_np" -> pipe(tower, facts, windows);
            case "ncalrpc" ->
                made(
                        tower,
                        facts,
                        null,
                        windows
                                ? "local RPC runs over ALPC, which can't be relayed"
                                : "local RPC runs over a Unix socket here: tap that");
            default -> made(tower, facts, null, "taps of DCE/RPC are there for TCP and named pipes");
        };
    }

    private static Endpoint tcp(String asked, Tower tower, Map<String, Object> facts) {
        boolean anywhere = tower.host().isEmpty()
                || tower.host().equals("0.0.0.0")
                || tower.host().startsWith("127.");
        String host = anywhere ? asked : tower.host();
        int port = Integer.parseInt(tower.endpoint());
        int front = port + FRONT_OFFSET <= MAX_PORT ? port + FRONT_OFFSET : 0;
        String target = host + ":" + port;
        return new Endpoint(
                RpcMechanism.ID,
                target,
                tower.protocol(),
                List.of(),
                "rpc:tcp:127.0.0.1:" + front + "=" + target,
                "",
                facts);
    }

    private static Endpoint pipe(Tower tower, Map<String, Object> facts, boolean windows) {
        String name = tower.endpoint().replaceFirst("(?i)^\\\\pipe\\\\", "");
        return windows
                ? made(tower, facts, "rpc:pipe:" + name, "")
                : made(tower, facts, null, "it is reached over SMB: tap port 445 of TCP to see its calls");
    }

    private static Endpoint made(Tower tower, Map<String, Object> facts, @Nullable String suggestion, String reason) {
        return new Endpoint(RpcMechanism.ID, tower.endpoint(), tower.protocol(), List.of(), suggestion, reason, facts);
    }
}
