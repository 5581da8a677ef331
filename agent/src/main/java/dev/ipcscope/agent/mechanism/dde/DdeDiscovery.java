package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.DdeFront;
import dev.ipcscope.agent.win32.DdeMemory;
import dev.ipcscope.agent.win32.DdeMessage;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.MessageLoop;
import dev.ipcscope.agent.win32.TopWindow;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The DDE servers of this session. Nothing lists their names, so there are three sources: what was registered since the
 * first look; a few services that are known by name, which are asked (that begins a conversation and ends it); and the
 * windows of the DDE library, by which a server is seen whose name isn't known.
 */
final class DdeDiscovery {

    /** Services of Windows' shell and of well-known programs, with a topic that they serve. */
    private static final Map<String, String> KNOWN = Map.of(
            "Progman", "Progman",
            "Folders", "AppProperties",
            "Excel", "System",
            "WinWord", "System",
            "MSAccess", "System",
            "PowerPoint", "System",
            "IExplore", "WWW_OpenURL");

    /** Classes of windows that only programs with a registered service have, in Wine and in Windows. */
    private static final Set<String> SERVER_CLASSES =
            Set.of("WineDdeServerName", "DDEMLUnicodeServer", "DDEMLAnsiServer");

    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final long ALL_ANSWERS_NANOS = 5_000_000_000L;

    private final long self = ProcessHandle.current().pid();
    private final ProcessLookup processes = ProcessLookup.ofThisMachine();

    /** Processes by the names of the services that they have. */
    private final Map<String, Set<Long>> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** What is there now; takes a second, more when programs hang. */
    List<Endpoint> discover() throws IOException {
        Set<Long> servers = servers();
        for (Registrations.Service service :
                Registrations.ofThisProcess().services().values()) {
            add(service.name(), process(service.number(), servers));
        }
        askKnown();
        List<Endpoint> endpoints = new ArrayList<>();
        Set<Long> named = new HashSet<>();
        found.forEach((name, pids) -> {
            named.addAll(pids);
            endpoints.add(endpoint(name, pids));
        });
        servers.stream()
                .filter(pid -> !named.contains(pid))
                .sorted()
                .map(this::unnamed)
                .forEach(endpoints::add);
        return endpoints;
    }

    /** Processes with windows that only a server has. */
    private Set<Long> servers() {
        Set<Long> pids = new HashSet<>();
        for (TopWindow window : TopWindow.all()) {
            if (SERVER_CLASSES.contains(window.windowClass()) && window.pid() != self) {
                pids.add(window.pid());
            }
        }
        return pids;
    }

    /** The number is that of a process or of a window of one; 0 when it is neither, as after a server's sudden end. */
    private static long process(long number, Set<Long> servers) {
        if (number == 0 || servers.contains(number)) {
            return number;
        }
        long pid = TopWindow.of(number).pid();
        return servers.contains(pid) ? pid : 0;
    }

    private void add(String name, long pid) {
        Set<Long> pids = found.computeIfAbsent(name, same -> new HashSet<>());
        if (pid != 0) {
            pids.add(pid);
        }
    }

    private Endpoint endpoint(String name, Set<Long> pids) {
        return new Endpoint(
                DdeMechanism.ID,
                name,
                pids.isEmpty() ? "service that was registered" : "service",
                holders(pids),
                new TapSpec(DdeMechanism.ID, name, null, Map.of()).toString(),
                "",
                Map.of());
    }

    private Endpoint unnamed(long pid) {
        return new Endpoint(
                DdeMechanism.ID,
                "(service of process " + pid + ")",
                "service without a known name",
                holders(Set.of(pid)),
                null,
                "nothing tells the names of services that were there before the agent looked: look into the program's"
                        + " documentation and tap dde:SERVICE",
                Map.of());
    }

    private List<Holder> holders(Set<Long> pids) {
        return pids.stream()
                .sorted()
                .map(pid -> new Holder(processes.describe(pid), "server"))
                .toList();
    }

    private void askKnown() throws IOException {
        ConcurrentLinkedQueue<DdeMessage> answers = new ConcurrentLinkedQueue<>();
        MessageLoop loop = MessageLoop.start("dde discovery");
        try (DdeWindow asking = DdeWindow.open(loop, true, answers::add)) {
            long deadline = System.nanoTime() + ALL_ANSWERS_NANOS;
            for (TopWindow window : TopWindow.all()) {
                if (window.pid() == self || window.windowClass().equals(DdeFront.CLASS) || window.isHung()) {
                    continue;
                }
                for (Map.Entry<String, String> known : KNOWN.entrySet()) {
                    if (System.nanoTime() < deadline) {
                        DdeFront.ask(window.handle(), asking, known.getKey(), known.getValue(), ANSWER);
                    }
                }
            }
            for (DdeMessage answer : answers) {
                take(asking, answer);
            }
        } finally {
            loop.close();
        }
    }

    private void take(DdeWindow asking, DdeMessage answer) {
        if (answer.message() != DdeMessage.ACK) {
            return;
        }
        add(DdeMemory.name((int) answer.low()), TopWindow.of(answer.from()).pid());
        DdeMemory.release((int) answer.low());
        DdeMemory.release((int) answer.high());
        try {
            asking.post(answer.from(), new DdeMessage(DdeMessage.TERMINATE, 0, 0, 0));
        } catch (Win32Exception e) {
            // the server has gone meanwhile
        }
    }
}
