package dev.ipcscope.agent.control;

import java.util.List;

/** What an agent can do on its machine, and what stands in the way. */
public record DoctorReport(List<MechanismStatus> mechanisms, List<Finding> findings) {
    /** Copies the lists. */
    public DoctorReport {
        mechanisms = List.copyOf(mechanisms);
        findings = List.copyOf(findings);
    }
}
