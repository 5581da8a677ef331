/** The JSON twin of every page, described at {@code /api}. */
@NullMarked
package dev.ipcscope.server.api;

import org.jspecify.annotations.NullMarked;
