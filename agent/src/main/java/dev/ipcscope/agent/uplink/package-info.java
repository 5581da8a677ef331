/**
 * The way from an agent to a server, over HTTP or within one process.
 *
 * <pre>
 *  POST /api/agents/{agent}/hello?spool=UUID             AgentInfo → {stream, name, lastSeq, store}; 409: refused in words
 *  POST /api/agents/{agent}/batches?spool=UUID&amp;stream=S&amp;n=ORDINAL    frames → {lastSeq} after the commit
 *       400: not taken, never will be · 409: the stream is broken, begin again · 503: busy, begin again later
 *  WebSocket /api/agents/{agent}/control?spool=UUID      JSON texts, see the package control
 * </pre>
 */
@NullMarked
package dev.ipcscope.agent.uplink;

import org.jspecify.annotations.NullMarked;
