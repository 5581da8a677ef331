/** Tests of the FIFO tap with real programs. */
@NullMarked
package dev.ipcscope.agent.mechanism.fifo;

import org.jspecify.annotations.NullMarked;
