package dev.ipcscope.server.cli;

import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.memory.MemoryImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query FILTER}. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Prints all messages that a filter lets through, oldest first.",
        footer = {
            "",
            "Examples:",
            "  query ''                                   everything",
            "  query 'mech:tcp proc:redis \"password\"'     a text in what redis and its clients say",
            "  query 'len>4k not kind:open' --format csv  as a table for a spreadsheet",
            "  query 'time>=10:32 time<10:33' --count     how many in that minute",
            "  query 'pair:\"word,excel\"' --order mono     what two programs say, by all mechanisms, as it happened",
            "  query 'hex:4d5a' --format jsonl | jq -r .payload | base64 -d",
            "  query 'mech:mapping' --at 10:32:07.5       shared memory as it was then",
            "",
            "It asks connected agents to send what they have first and waits for that at most 5 s.",
            "Of a payload at most 64 MiB are given, and 'kept' says so; /api/messages/ID/payload gives all of it.",
            "'doctor' says why nothing is seen."
        })
final class QueryCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILTER", description = "What is let through; '' is everything.")
    private String filter;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, jsonl or csv (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many messages.")
    private @Nullable Long limit;

    @Option(names = "--after", paramLabel = "ID", description = "Only messages with a greater id.")
    private @Nullable Long after;

    @Option(names = "--capture", paramLabel = "NAME", description = "Only messages of this capture.")
    private @Nullable String capture;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = {
                "id, as recorded, or mono, as it happened by the monotonic clock of the agent: what is read late, as the"
                        + " contents of the clipboard are, then stands where it belongs; at most 200,000 messages"
                        + " (default: id)."
            })
    private @Nullable String order;

    @Option(names = "--count", description = "Print only how many there are.")
    private boolean count;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = {
                "Instead of messages, shared memory as it was then, of each mapping that the filter lets through.",
                "A time as in filters, id:N for the moment after a message, or '' for the newest."
            })
    private @Nullable String at;

    @Option(
            names = "--layout",
            paramLabel = "FILE",
            description = "With --at: what the bytes mean, instead of the tap's layout.")
    private @Nullable Path layout;

    @Option(names = "--offset", paramLabel = "N", description = "With --at: only the bytes from here on.")
    private @Nullable Long offset;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "With --at: only so many bytes; a server with little heap can tell a part of a large memory.")
    private @Nullable Long length;

    @Override
    public Integer call() throws IOException, CliException {
        ApiClient api = server.connect();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("filter", filter);
        parameters.put("format", format);
        put(parameters, "limit", limit);
        put(parameters, "after", after);
        put(parameters, "capture", capture);
        put(parameters, "order", order);
        if (at == null && (layout != null || offset != null || length != null)
                || at != null && (count || after != null || order != null)) {
            throw new CliException(
                    CliException.USAGE,
                    "--layout, --offset and --length go with --at, and --at goes without --count, --after and --order");
        }
        put(parameters, "at", at);
        put(parameters, "offset", offset);
        if (at != null) {
            put(parameters, "length", length == null ? Long.valueOf(MemoryImage.MAX_SIZE) : length);
        }
        put(parameters, "layout", layout == null ? null : layout(layout));
        flush(api);
        Stdout out = new Stdout();
        if (count) {
            parameters.put("count", "true");
            out.line(String.valueOf(api.get("api/query", parameters).get("messages")));
            return 0;
        }
        try (InputStream answer = api.stream(at == null ? "api/query" : "api/memory", parameters)) {
            if (out.copy(answer) == 0 && at != null) {
                System.err.println("ipcscope: no shared memory was recorded "
                        + (at.isEmpty() ? "" : "up to then ")
                        + "in what the filter lets through: mech:mapping lets all mappings through");
            }
        }
        return 0;
    }

    private static String layout(Path file) throws IOException, CliException {
        try {
            return String.join("\n", LayoutFile.read(file).lines());
        } catch (LayoutException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    private static void flush(ApiClient api) throws IOException, CliException {
        if (api.post("api/flush", Map.of()).get("warnings") instanceof Iterable<?> warnings) {
            warnings.forEach(warning -> System.err.println("ipcscope: warning: " + warning));
        }
    }
}
