package dev.ipcscope.web;

import java.util.List;

/**
 * Why do I see nothing?
 *
 * @param verdict the answer in a sentence
 * @param parts one for each agent
 * @param checks findings, worst first
 * @param summary how many of which kind
 */
public record DoctorPage(String verdict, List<Part> parts, List<Check> checks, String summary) {
    /**
     * One agent's way from application to page.
     *
     * @param name the agent
     * @param stages in order
     * @param mechanisms what works there
     */
    public record Part(String name, List<StageView> stages, List<Check> mechanisms) {}
}
