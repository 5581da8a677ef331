/**
 * The agents that a server knows: who is connected, what they tap, what they lost, and the way to ask them for
 * something.
 *
 * <p>An agent that runs in the server's own process appears here like any other.
 */
@NullMarked
package dev.ipcscope.server.agents;

import org.jspecify.annotations.NullMarked;
