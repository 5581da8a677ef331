/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.live;

import org.jspecify.annotations.NullMarked;
