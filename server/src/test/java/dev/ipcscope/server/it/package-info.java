/**
 * The jars as users get them, started as processes, with real programs and faults. Tests that need a Debian program
 * carry the tag {@code programs}.
 */
package dev.ipcscope.server.it;
