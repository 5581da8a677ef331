/**
 * Windows by direct-mapped native calls and nothing else: pipe ends, processes, open handles,
 * names, error words.
 *
 * <p>Handles and addresses are {@code long}; only 64-bit systems are served. A call's error is fetched in the very next
 * statement, since the JVM's own calls overwrite it. Classes load on any system; native code is loaded at the first
 * call.
 *
 * <p>What processes hold open is found by {@link dev.ipcscope.agent.win32.HandleScan}; what the system answers is read by
 * pure functions, so that they are tested on any system with recorded bytes.
 *
 * <p>Sources: Microsoft, "Windows API reference" (winbase.h, namedpipeapi.h, ioapiset.h, fileapi.h) and "Named Pipe
 * Operations".
 */
@NullMarked
package dev.ipcscope.agent.win32;

import org.jspecify.annotations.NullMarked;
