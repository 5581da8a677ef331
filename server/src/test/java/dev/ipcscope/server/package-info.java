/** Tests of the module as a whole. */
@NullMarked
package dev.ipcscope.server;

import org.jspecify.annotations.NullMarked;
