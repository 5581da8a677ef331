/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.memory;

import org.jspecify.annotations.NullMarked;
