package dev.ipcscope.server.page;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterHelp;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.ConversationSummary;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the word at the cursor of a filter could go on: terms, and after a term's operator what is there to name. */
final class SuggestHandler {

    private static final Pattern TERM = Pattern.compile("([a-zA-Z]+)(:|==|!=)(\"?)(.*)");
    private static final int MOST = 12;
    private static final int CONVERSATIONS = 300;

    private final MessageStore store;
    private final Tally tally;
    private final AgentRegistry agents;
    private final List<String> mechanisms;

    SuggestHandler(MessageStore store, Tally tally, AgentRegistry agents, List<String> mechanisms) {
        this.store = store;
        this.tally = tally;
        this.agents = agents;
        this.mechanisms = mechanisms;
    }

    void register(RoutesConfig routes) {
        routes.get("/ui/suggest", this::suggest);
    }

    private void suggest(Context ctx) throws IOException {
        String word = View.or(ctx.queryParam("word"), "");
        Matcher term = TERM.matcher(word);
        ctx.json(
                term.matches()
                        ? values(term, View.of(ctx, store.captures()).capture())
                        : terms(word.toLowerCase(Locale.ROOT)));
    }

    private static List<Map<String, String>> terms(String begun) {
        return FilterHelp.terms().stream()
                .filter(t -> t.name().startsWith(begun))
                .map(t -> Map.of("text", t.name() + t.operators().get(0), "help", t.help()))
                .toList();
    }

    private List<Map<String, String>> values(Matcher term, Capture capture) throws IOException {
        String begun = term.group(4).toLowerCase(Locale.ROOT);
        List<String> first = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String value : named(term.group(1).toLowerCase(Locale.ROOT), capture)) {
            String lower = value.toLowerCase(Locale.ROOT);
            if (lower.startsWith(begun)) {
                first.add(value);
            } else if (lower.contains(begun)) {
                others.add(value);
            }
        }
        first.addAll(others);
        return first.stream()
                .limit(MOST)
                .map(v -> Map.of("text", term.group(1) + term.group(2) + Sources.quoted(v), "help", ""))
                .toList();
    }

    /** What can be named after this term; nothing for numbers, times and bytes. */
    private Collection<String> named(String term, Capture capture) throws IOException {
        return switch (term) {
            case "mech" -> mechanisms;
            case "kind" -> Arrays.stream(Kind.values()).map(Kind::word).toList();
            case "dir" -> List.of("c2s", "s2c", "none");
            case "endpoint" ->
                tally.of(capture.number()).lines().stream()
                        .map(Tally.Line::endpoint)
                        .filter(endpoint -> !endpoint.isEmpty())
                        .toList();
            case "agent" -> agents.agents().stream().map(AgentStatus::name).toList();
            case "capture" -> store.captures().stream().map(Capture::name).toList();
            case "proc" -> processes(capture, true, true);
            case "from" -> processes(capture, true, false);
            case "to" -> processes(capture, false, true);
            default -> List.of();
        };
    }

    /** Of the newest conversations. */
    private Collection<String> processes(Capture capture, boolean clients, boolean servers) throws IOException {
        Query newest = Query.newest(Filter.ALL, CONVERSATIONS).withCapture(capture.number());
        TreeSet<String> names = new TreeSet<>();
        for (ConversationSummary talk : store.conversations(newest, Long.MAX_VALUE)) {
            if (clients && talk.conversation().client().name() != null) {
                names.add(talk.conversation().client().name());
            }
            if (servers && talk.conversation().server().name() != null) {
                names.add(talk.conversation().server().name());
            }
        }
        return names;
    }
}
