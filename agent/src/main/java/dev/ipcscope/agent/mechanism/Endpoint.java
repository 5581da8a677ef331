package dev.ipcscope.agent.mechanism;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rendezvous that was found.
 *
 * @param mechanism the mechanism's id
 * @param name in the mechanism's own notation: {@code 127.0.0.1:5432}, {@code /run/x.sock}
 * @param kind what it is within its mechanism, for example {@code stream listening}; may be empty
 * @param holders who holds it, as far as could be seen
 * @param suggestion a tap spec that would tap it, or null when it can't be tapped
 * @param reason why it can't be tapped, or empty
 * @param facts what else is known, in this order: {@code mode}, {@code instances}, {@code owner}, …; values are strings,
 *     numbers or booleans
 */
public record Endpoint(
        String mechanism,
        String name,
        String kind,
        List<Holder> holders,
        @Nullable String suggestion,
        String reason,
        Map<String, Object> facts) {

    private static final String NOT_LISTED = "not listed";

    /** Copies what is given; the facts keep their order. */
    public Endpoint {
        holders = List.copyOf(holders);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** One of which only the processes are known, not which end each has. */
    public Endpoint(
            String mechanism,
            String name,
            String kind,
            List<ProcessInfo> processes,
            @Nullable String suggestion,
            String reason) {
        this(
                mechanism,
                name,
                kind,
                processes.stream().map(process -> new Holder(process, "")).toList(),
                suggestion,
                reason,
                Map.of());
    }

    /** Stands for all endpoints of a mechanism that couldn't be looked for, with the reason. */
    public static Endpoint notListed(String mechanism, String reason) {
        return new Endpoint(mechanism, NOT_LISTED, "", List.<ProcessInfo>of(), null, reason);
    }

    /** Whether this is one made by {@link #notListed}. */
    public boolean isNotListed() {
        return name.equals(NOT_LISTED) && suggestion == null && holders.isEmpty();
    }

    /**
     * A process that has it open.
     *
     * @param end which end: {@code server}, {@code client}, {@code reader}, {@code writer}, or empty when that isn't known
     */
    public record Holder(ProcessInfo process, String end) {}

    /** The processes that hold it, each as often as it holds an end. */
    public List<ProcessInfo> processes() {
        return holders.stream().map(Holder::process).toList();
    }
}
