package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.control.DoctorReport;
import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentHandle;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks all parts and puts their answers together. Thread-safe; an answer may take a few seconds. */
public final class Doctor {

    private static final List<String> LEVELS = List.of("error", "warning", "note", "ok");
    private static final long LITTLE_SPACE = 1L << 30;
    private static final long LARGE_OFFSET = 1_000_000_000L;
    private static final int ANSWER_SECONDS = 5;

    private final MessageStore store;
    private final AgentRegistry agents;
    private final Path data;

    /** Of a server with this data folder. */
    public Doctor(MessageStore store, AgentRegistry agents, Path data) {
        this.store = store;
        this.agents = agents;
        this.data = data;
    }

    /** The state at this moment, up to what a page shows that looks at this. */
    public DoctorView examine(Looking looking) {
        List<AgentStatus> known = agents.agents();
        List<@Nullable CompletableFuture<DoctorReport>> answers = new ArrayList<>();
        for (AgentStatus agent : known) {
            Optional<AgentHandle> handle = agent.connected() ? agents.agent(agent.name()) : Optional.empty();
            answers.add(handle.isPresent() ? handle.get().doctor() : null);
        }
        StoreStatus status = store.status();
        List<Finding> own = server(status, known);
        OnThePage page = new OnThePage(store, looking);
        Set<String> seen = seen(page, own);
        List<AgentDoctor> parts = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            parts.add(part(known.get(i), answers.get(i), stages(known.get(i), status, page, own), seen));
        }
        return new DoctorView(sorted(own), parts);
    }

    private static List<Stage> stages(AgentStatus agent, StoreStatus status, OnThePage page, List<Finding> findings) {
        List<Stage> stages = new ArrayList<>(Stages.of(agent, status));
        try {
            stages.add(page.stage(agent.name()));
        } catch (IOException e) {
            findings.add(new Finding("error", "store", "It can't be read: " + e.getMessage(), ""));
        }
        return stages;
    }

    private Set<String> seen(OnThePage page, List<Finding> findings) {
        try {
            findings.addAll(page.findings());
            return TapTraffic.seen(store);
        } catch (IOException e) {
            findings.add(new Finding("error", "store", "It can't be read: " + e.getMessage(), ""));
            return Set.of();
        }
    }

    private List<Finding> server(StoreStatus status, List<AgentStatus> known) {
        List<Finding> findings = new ArrayList<>();
        if (!status.error().isEmpty()) {
            findings.add(new Finding("error", "store", status.error(), "Free space or rights, it goes on by itself."));
        }
        if (store.captures().stream().anyMatch(capture -> capture.live() && capture.paused())) {
            findings.add(new Finding(
                    "warning",
                    "store",
                    "The live capture is paused; " + status.skippedWhilePaused() + " messages were left out.",
                    "Go on with the capture on the captures page."));
        }
        if (known.stream().noneMatch(AgentStatus::connected)) {
            findings.add(new Finding("error", "agents", "No agent is connected.", "Start one, or serve with --tap."));
        }
        space(findings);
        return findings;
    }

    /** By {@code File}, which needs no mount point: in a chroot Java finds none. */
    private void space(List<Finding> findings) {
        long free = data.toFile().getUsableSpace();
        String text = String.format(Locale.ROOT, "%.1f GB are free for %s.", free / 1e9, data);
        findings.add(
                free < LITTLE_SPACE
                        ? new Finding("warning", "disk", text, "Free space, or start with another --data.")
                        : new Finding("ok", "disk", text, ""));
        if (!Files.isWritable(data)) {
            findings.add(new Finding("error", "disk", data + " can't be written.", "Correct its rights."));
        }
    }

    private static AgentDoctor part(
            AgentStatus agent, @Nullable CompletableFuture<DoctorReport> answer, List<Stage> stages, Set<String> seen) {
        List<Finding> findings = new ArrayList<>();
        DoctorReport report = new DoctorReport(List.of(), List.of());
        if (answer == null) {
            findings.add(new Finding(
                    "error",
                    agent.name(),
                    "It isn't connected; what it captures waits in its spool.",
                    "Start it again."));
        } else {
            try {
                report = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                findings.add(new Finding("warning", agent.name(), "It didn't answer: " + reason(e), ""));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        findings.addAll(report.findings());
        clock(agent, findings);
        if (report.findings().isEmpty()) {
            agent.taps().forEach(tap -> tap(tap, findings)); // else it has told them itself
        }
        findings.addAll(TapTraffic.silent(agent.taps(), seen));
        return new AgentDoctor(agent.name(), agent.connected(), stages, report.mechanisms(), sorted(findings));
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        return e instanceof TimeoutException
                ? ANSWER_SECONDS + " s have passed"
                : String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static void clock(AgentStatus agent, List<Finding> findings) {
        Long offset = agent.clockOffset();
        if (offset != null && Math.abs(offset) > LARGE_OFFSET) {
            findings.add(new Finding(
                    "warning",
                    "clock",
                    String.format(Locale.ROOT, "Its clock is %+.1f s off the server's.", offset / 1e9),
                    "Set the clock; times of different agents don't compare until then."));
        }
    }

    private static void tap(TapStatus tap, List<Finding> findings) {
        if (tap.state() == TapStatus.State.WAITING) {
            findings.add(new Finding("warning", tap.spec(), "Waiting: " + tap.reason(), "It opens by itself."));
        } else if (tap.state() == TapStatus.State.FAILED) {
            findings.add(new Finding("error", tap.spec(), "Failed: " + tap.reason(), "Close it and open a right one."));
        } else if (!tap.note().isEmpty()) {
            findings.add(new Finding("note", tap.spec(), tap.note(), ""));
        }
    }

    private static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparingInt(finding -> LEVELS.indexOf(finding.level())))
                .toList();
    }
}
