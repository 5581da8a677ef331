package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.control.MechanismStatus;
import java.util.List;

/**
 * One agent's part of the report.
 *
 * @param name the agent
 * @param connected whether it is there
 * @param stages the way of its messages, in order
 * @param mechanisms what works on its machine; empty when it didn't answer
 * @param findings what it and the server found, worst first
 */
public record AgentDoctor(
        String name, boolean connected, List<Stage> stages, List<MechanismStatus> mechanisms, List<Finding> findings) {
    /** Copies the lists. */
    public AgentDoctor {
        stages = List.copyOf(stages);
        mechanisms = List.copyOf(mechanisms);
        findings = List.copyOf(findings);
    }
}
