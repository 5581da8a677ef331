package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.control.Finding;
import java.util.List;

/** The whole report: the server's own findings, worst first, and each agent's part. */
public record DoctorView(List<Finding> findings, List<AgentDoctor> agents) {
    /** Copies the lists. */
    public DoctorView {
        findings = List.copyOf(findings);
        agents = List.copyOf(agents);
    }

    /** Whether nothing stands in the way. */
    public boolean healthy() {
        return findings.stream().noneMatch(DoctorView::isTrouble)
                && agents.stream().allMatch(agent -> agent.findings().stream().noneMatch(DoctorView::isTrouble));
    }

    private static boolean isTrouble(Finding finding) {
        return finding.level().equals("error") || finding.level().equals("warning");
    }
}
