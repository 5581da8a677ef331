/**
 * What a server may ask of an agent: open and close taps, list what could be tapped, explain what doesn't work, flush.
 *
 * <p>Messages are JSON texts over one WebSocket that the agent dials: {@code {id, op, args}} from the server,
 * {@code {id, result}} or {@code {id, error}} back, and {@code {push, value}} whenever the agent has news.
 */
@NullMarked
package dev.ipcscope.agent.control;

import org.jspecify.annotations.NullMarked;
