/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.app;

import org.jspecify.annotations.NullMarked;
