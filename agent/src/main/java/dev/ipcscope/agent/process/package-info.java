/** Who is at the ends of a conversation: from a process number to its name, file, command line and user. */
@NullMarked
package dev.ipcscope.agent.process;

import org.jspecify.annotations.NullMarked;
