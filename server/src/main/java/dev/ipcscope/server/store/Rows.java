package dev.ipcscope.server.store;

import java.util.List;

/**
 * What a look at a stretch has found.
 *
 * @param messages in the query's order
 * @param reached the last id looked at in that order
 * @param done whether the stretch was looked at to its end
 */
record Rows(List<dev.ipcscope.agent.model.Message> messages, long reached, boolean done) {}
