package dev.ipcscope.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.mechanism.Offering;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.outbox.Outbox;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server may ask for. */
public final class Operations {

    private static final long LONGEST_FLUSH = 60_000;

    /** The server waits for ten seconds. */
    private static final Duration FIND_LIMIT = Duration.ofSeconds(8);

    private final MechanismRegistry mechanisms;
    private final Taps taps;
    private final Outbox outbox;

    /** On these. */
    public Operations(MechanismRegistry mechanisms, Taps taps, Outbox outbox) {
        this.mechanisms = mechanisms;
        this.taps = taps;
        this.outbox = outbox;
    }

    /** Does it; the exception's message goes back to the server. */
    Object execute(String op, JsonNode args) throws IOException, TapSpecException {
        return switch (op) {
            case "ping" -> Map.of("clock", now());
            case "taps.open" -> taps.open(args.path("spec").asText(), true);
            case "taps.close" -> {
                taps.close(args.path("spec").asText());
                yield true;
            }
            case "endpoints" -> endpoints();
            case "offer" ->
                offer(args.path("mechanism").asText(), args.path("endpoint").asText());
            case "doctor" -> doctor();
            case "flush" ->
                outbox.flush(Duration.ofMillis(
                        Math.min(LONGEST_FLUSH, args.path("millis").asLong())));
            case "erase" -> {
                outbox.eraseAcknowledged();
                yield true;
            }
            default -> throw new IOException("this agent has no operation '" + op + "'");
        };
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    List<TapStatus> taps() {
        return taps.statuses();
    }

    Counters counters() {
        return outbox.counters();
    }

    /** Everything that could be tapped; a mechanism that can't look, or not in time, is left out here. */
    public List<Endpoint> endpoints() {
        return new Finder(mechanisms.all(), FIND_LIMIT).find();
    }

    private Offer offer(String mechanism, String endpoint) throws IOException {
        if (mechanisms.byId(mechanism).orElse(null) instanceof Offering offering) {
            return offering.offer(endpoint);
        }
        throw new IOException("endpoints of the mechanism '" + mechanism + "' don't say what they offer");
    }

    /** What works here and what doesn't. */
    public DoctorReport doctor() {
        List<MechanismStatus> statuses = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String broken : mechanisms.broken()) {
            findings.add(new Finding("error", "mechanisms", broken, "Reinstall ipcscope, or remove the plugin."));
        }
        for (Mechanism mechanism : mechanisms.all()) {
            Support support = support(mechanism);
            statuses.add(new MechanismStatus(
                    mechanism.id(),
                    mechanism.title(),
                    mechanism.hue(),
                    mechanism.shape().name().toLowerCase(Locale.ROOT),
                    support.works(),
                    support.reason(),
                    support.limits(),
                    support.elevation()));
        }
        String rights = ProcessLookup.ofThisMachine().rights();
        if (!rights.isEmpty()) {
            findings.add(new Finding("note", "rights", rights, ""));
        }
        tapFindings(findings);
        outboxFindings(findings);
        return new DoctorReport(statuses, findings);
    }

    private static Support support(Mechanism mechanism) {
        try {
            return mechanism.support();
        } catch (RuntimeException | LinkageError e) {
            return Support.no("it can't be asked: " + e);
        }
    }

    private void tapFindings(List<Finding> findings) {
        List<TapStatus> all = taps.statuses();
        if (all.isEmpty()) {
            findings.add(new Finding("warning", "taps", "no tap is open", "Open one on the taps page or with --tap."));
        }
        for (TapStatus tap : all) {
            String subject = "tap " + tap.spec();
            switch (tap.state()) {
                case FAILED -> findings.add(new Finding("error", subject, tap.reason(), ""));
                case WAITING ->
                    findings.add(
                            new Finding("warning", subject, tap.reason(), "It opens by itself when that changes."));
                case OPEN -> {
                    if (!tap.note().isEmpty()) {
                        findings.add(new Finding("note", subject, tap.note(), ""));
                    }
                }
            }
        }
    }

    private void outboxFindings(List<Finding> findings) {
        Counters counters = outbox.counters();
        if (!counters.spoolError().isEmpty()) {
            findings.add(new Finding("error", "spool", counters.spoolError(), ""));
        }
        if (!counters.uplinkError().isEmpty()) {
            findings.add(new Finding("error", "server", counters.uplinkError(), ""));
        }
        counters.dropped()
                .forEach((why, count) -> findings.add(new Finding(
                        "warning",
                        "recording",
                        count + " messages were lost: " + why,
                        "Use policy=block or keep=4k.")));
    }
}
