/** The command line of the agent, and what it shares with the server's. */
@NullMarked
package dev.ipcscope.agent.cli;

import org.jspecify.annotations.NullMarked;
