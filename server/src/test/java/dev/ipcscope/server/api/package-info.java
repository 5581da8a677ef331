/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.api;

import org.jspecify.annotations.NullMarked;
