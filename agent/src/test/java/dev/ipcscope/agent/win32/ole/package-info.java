/** Tests of COM by native calls. */
@NullMarked
package dev.ipcscope.agent.win32.ole;

import org.jspecify.annotations.NullMarked;
