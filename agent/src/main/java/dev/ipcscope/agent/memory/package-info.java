/**
 * A piece of shared memory as it was: rebuilt from the snapshots that a tap recorded. Pure.
 *
 * <pre>
 *   key frame ── change ── change ── gap ── key frame ── change ──▶ time
 *   all bytes    ranges    ranges    ?      all bytes    ranges
 * </pre>
 *
 * <p>A snapshot's payload is its ranges' bytes, one after the other; its attribute {@code size} is the memory's size at
 * that moment (new bytes are 0). What no snapshot has told is unknown, not 0.
 */
@NullMarked
package dev.ipcscope.agent.memory;

import org.jspecify.annotations.NullMarked;
