/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.agent.memory;

import org.jspecify.annotations.NullMarked;
