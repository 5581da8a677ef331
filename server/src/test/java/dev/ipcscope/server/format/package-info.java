/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.format;

import org.jspecify.annotations.NullMarked;
