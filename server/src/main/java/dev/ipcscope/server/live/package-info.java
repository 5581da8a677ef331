/**
 * The live view: a tail with a cursor for each view, not a queue.
 *
 * <pre>
 *   store ◀── every 100 ms: the newest 200 after the cursor ── Tail (one a view)
 *                                                               │ rows, skipped count
 *   browser: one stream for all its tabs ◀── one event ── LiveStream (one thread a browser)
 * </pre>
 *
 * <p>A browser that stops reading blocks only its own thread (Jetty's write ends after its idle time-out of 30 s), and
 * nothing is queued for it: what it missed is counted and fetched when it is scrolled to.
 */
@NullMarked
package dev.ipcscope.server.live;

import org.jspecify.annotations.NullMarked;
