package dev.ipcscope.server.page;

import dev.ipcscope.server.live.Live;
import dev.ipcscope.web.Shell;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers around the table for the live stream. */
final class LiveNumbers implements Live.Numbers {

    private final Shells shells;
    private final Sources sources;

    LiveNumbers(Shells shells, Sources sources) {
        this.shells = shells;
        this.sources = sources;
    }

    @Override
    public Map<String, Object> of(long capture) throws IOException {
        Shell shell = shells.of("", "", "", capture);
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("store", shell.store());
        numbers.put(
                "text",
                Map.of(
                        "messages", shell.messages(),
                        "rate", shell.rate(),
                        "agents", shell.agents(),
                        "written", shell.written(),
                        "lost", shell.lost()));
        numbers.put("anyLost", shell.anyLost());
        numbers.put(
                "sources",
                sources.numbers(capture).stream()
                        .map(s -> List.of(s.key(), s.count(), s.rate(), s.quiet()))
                        .toList());
        return numbers;
    }
}
