package dev.ipcscope.server.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One stage of the way from an application to the page.
 *
 * @param name what happens there, for example {@code captured}
 * @param count messages that came through since the agent started; null when it isn't known
 * @param lost messages lost there
 * @param waiting messages that wait there for the next stage
 * @param ok false: this is where the way breaks
 * @param text what was found, a sentence; may be empty
 */
public record Stage(String name, @Nullable Long count, long lost, long waiting, boolean ok, String text) {}
