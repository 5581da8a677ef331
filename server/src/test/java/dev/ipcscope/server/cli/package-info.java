/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.cli;

import org.jspecify.annotations.NullMarked;
