/** The command line: one file a command. What it prints on stdout is a promise to scripts; logs go to stderr. */
@NullMarked
package dev.ipcscope.server.cli;

import org.jspecify.annotations.NullMarked;
