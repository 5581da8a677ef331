package dev.ipcscope.web;

import java.util.List;

/**
 * The captures page.
 *
 * @param notice what came of the last action
 * @param captures newest first
 */
public record Captures(Notice notice, List<CaptureRow> captures) {}
