/** Files that belong to their owner alone: spool, token, data. */
@NullMarked
package dev.ipcscope.agent.files;

import org.jspecify.annotations.NullMarked;
