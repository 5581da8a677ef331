/** Messages as text for people and programs: one file a format, found by its name. */
@NullMarked
package dev.ipcscope.server.format;

import org.jspecify.annotations.NullMarked;
