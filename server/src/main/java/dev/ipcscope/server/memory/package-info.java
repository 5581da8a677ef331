/** Shared memory as it was at a moment, rebuilt from stored snapshots. Reads the store, knows nothing of HTTP. */
@NullMarked
package dev.ipcscope.server.memory;

import org.jspecify.annotations.NullMarked;
