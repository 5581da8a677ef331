/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.server.security;

import org.jspecify.annotations.NullMarked;
