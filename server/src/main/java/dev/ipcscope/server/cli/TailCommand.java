package dev.ipcscope.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tail [FILTER]}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Prints messages as they come, until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  tail                                  everything",
            "  tail 'mech:unix kind:data'            what is said through Unix sockets",
            "  tail --last 0 --format jsonl 'len>1k' only new ones, for a program"
        })
final class TailCommand implements Callable<Integer> {

    private static final long TICK_MILLIS = 200;

    @Parameters(paramLabel = "FILTER", arity = "0..1", defaultValue = "", description = "What is let through.")
    private String filter;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, jsonl or csv (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "10",
            description = "Begin with so many that are there already (default: ${DEFAULT-VALUE}).")
    private int last;

    /** Whether the line of column names was printed, which every answer begins with. */
    private boolean headed;

    @Override
    public Integer call() throws IOException, CliException, InterruptedException {
        ApiClient api = server.connect();
        Stdout out = new Stdout();
        long shown = start(api);
        while (true) {
            long newest = newest(api);
            if (newest > shown) {
                print(api, out, shown, newest);
                shown = newest;
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    /** The id before the first one to be shown; says whether filter and format are right as well. */
    private long start(ApiClient api) throws IOException, CliException {
        api.stream("api/query", Map.of("filter", filter, "format", format, "limit", "0"))
                .close();
        long newest = newest(api);
        Map<?, ?> page = api.get(
                "api/messages",
                Map.of("filter", filter, "order", "desc", "limit", String.valueOf(Math.max(1, Math.min(1_000, last)))));
        boolean any = page.get("messages") instanceof List<?> messages && !messages.isEmpty();
        if (last <= 0 || !any) {
            return newest;
        }
        List<?> messages = (List<?>) page.get("messages");
        Object oldest = messages == null ? null : ((Map<?, ?>) messages.get(messages.size() - 1)).get("id");
        return oldest instanceof Long id ? id - 1 : newest;
    }

    private static long newest(ApiClient api) throws IOException, CliException {
        return api.get("api/status", Map.of()).get("lastId") instanceof Long id ? id : 0;
    }

    private void print(ApiClient api, Stdout out, long after, long until) throws IOException, CliException {
        String bounded = "(" + filter + ") id<=" + until;
        Map<String, String> parameters = Map.of("filter", bounded, "after", String.valueOf(after), "format", format);
        try (InputStream answer = api.stream("api/query", parameters)) {
            if (headed && format.equalsIgnoreCase("csv")) {
                skipLine(answer);
            }
            out.copy(answer);
            headed = true;
        }
    }

    private static void skipLine(InputStream in) throws IOException {
        int c = in.read();
        while (c >= 0 && c != '\n') {
            c = in.read();
        }
    }
}
