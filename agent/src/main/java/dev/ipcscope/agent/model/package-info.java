/**
 * The words of ipcscope as values: messages, conversations, processes, directions, kinds.
 *
 * <p>Immutable, free of I/O; agent, server and web share them.
 */
@NullMarked
package dev.ipcscope.agent.model;

import org.jspecify.annotations.NullMarked;
