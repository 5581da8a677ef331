/**
 * The names that taps make in the file system: made like the target's, known as ours after a crash, removed at the end.
 *
 * <pre>
 *  /run/front.sock ── device, inode, time of birth ──▶ a record in the state folder
 *        │                                                  │
 *        └ found at a later start: the same file? ◀─────────┘ yes, and its agent is gone: removed; else: left alone
 * </pre>
 */
@NullMarked
package dev.ipcscope.agent.front;

import org.jspecify.annotations.NullMarked;
