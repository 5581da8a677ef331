package dev.ipcscope.agent.mechanism.copydata;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.DesktopWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The windows that programs can find, by class and title. Which of them take WM_COPYDATA nobody can tell. */
final class CopydataDiscovery {

    /** Windows that the system adds to each thread with a window. */
    private static final Set<String> OF_THE_SYSTEM = Set.of("IME", "MSCTFIME UI");

    private CopydataDiscovery() {}

    static List<Endpoint> discover() {
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new HashMap<>();
        return endpoints(
                DesktopWindow.all(),
                ProcessHandle.current().pid(),
                pid -> described.computeIfAbsent(pid, lookup::describe));
    }

    /** One for each class and title, in alphabetical order; without the windows of this process. */
    static List<Endpoint> endpoints(List<DesktopWindow> windows, long self, Function<Long, ProcessInfo> processes) {
        Map<String, List<DesktopWindow>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Set<String>> titles = new HashMap<>();
        for (DesktopWindow window : windows) {
            if (window.pid() == self || OF_THE_SYSTEM.contains(window.className())) {
                continue;
            }
            byName.computeIfAbsent(name(window).toString(), name -> new ArrayList<>())
                    .add(window);
            titles.computeIfAbsent(window.className().toLowerCase(Locale.ROOT), c -> new TreeSet<>())
                    .add(window.title());
        }
        List<Endpoint> endpoints = new ArrayList<>();
        byName.forEach((name, same) -> {
            String windowClass = same.get(0).className();
            boolean only = titles.getOrDefault(windowClass.toLowerCase(Locale.ROOT), Set.of())
                            .size()
                    == 1;
            endpoints.add(endpoint(name, only, same, processes));
        });
        return endpoints;
    }

    private static WindowName name(DesktopWindow window) {
        return new WindowName(window.className(), window.title());
    }

    private static Endpoint endpoint(
            String name, boolean onlyOne, List<DesktopWindow> same, Function<Long, ProcessInfo> processes) {
        DesktopWindow first = same.get(0);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("window", first.number());
        if (same.size() > 1) {
            facts.put("windows", same.size());
        }
        WindowName suggested = onlyOne ? new WindowName(first.className(), null) : name(first);
        return new Endpoint(
                "copydata",
                name,
                kind(first),
                same.stream()
                        .map(window -> new Holder(processes.apply(window.pid()), "receiver"))
                        .distinct()
                        .toList(),
                new TapSpec("copydata", suggested.toString(), null, Map.of()).toString(),
                "",
                facts);
    }

    private static String kind(DesktopWindow window) {
        if (window.messageOnly()) {
            return "window for messages only";
        }
        return window.visible() ? "window" : "hidden window";
    }
}
