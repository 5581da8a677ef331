/** Puts the parts together: guard, API, pages, agents and store behind one port. */
@NullMarked
package dev.ipcscope.server.app;

import org.jspecify.annotations.NullMarked;
